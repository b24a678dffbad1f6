package llamanas.engine.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.engine.cli.Shutdown;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.llama.Folders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder for what a command needs on its way; it goes with the command, also with one that is interrupted. */
final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private final Path path;
    private final Thread atExit;

    private TemporaryFolder(Path path) {
        this.path = path;
        this.atExit = new Thread(this::delete, "remove " + path.getFileName());
    }

    /**
     * Makes one.
     *
     * @param parent a folder with room for some copies of the model
     */
    static TemporaryFolder in(Path parent) {
        try {
            TemporaryFolder made = new TemporaryFolder(Files.createTempDirectory(parent, "llama-nas-"));
            Shutdown.add(made.atExit);
            return made;
        } catch (IOException e) {
            throw new InvalidInputException(
                    "--work " + parent + ": no folder can be made there (" + e.getMessage() + "); give another one", e);
        }
    }

    Path path() {
        return path;
    }

    private synchronized void delete() {
        try {
            if (Files.exists(path)) {
                Folders.delete(path);
            }
        } catch (IOException e) {
            LOG.warn("{} can't be removed ({}); delete it by hand", path, e.toString());
        }
    }

    @Override
    public void close() {
        delete();
        Shutdown.remove(atExit);
    }
}
