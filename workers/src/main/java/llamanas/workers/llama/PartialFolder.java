package llamanas.workers.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that is being written; unless it was moved away by then, {@link #close} removes it. */
record PartialFolder(Path path) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PartialFolder.class);

    /** Makes one in the same parent as {@code target}, so that it can be moved there in one step. */
    static PartialFolder beside(Path target) throws IOException {
        Path parent = target.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException("the root of a file system can't be replaced");
        }
        Files.createDirectories(parent);
        String name = "." + target.getFileName() + "." + UUID.randomUUID() + ".partial";
        return new PartialFolder(Files.createDirectory(parent.resolve(name)));
    }

    @Override
    public void close() {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Folders.delete(path);
        } catch (IOException e) {
            LOG.warn("{} can't be removed ({}); delete it by hand", path, e.toString());
        }
    }
}
