package llamanas.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import llamanas.engine.coordinator.RecoveryMarks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file for each search that is being brought back, with the number of starts in it. Written to the operating system, not to the
 * disk: it outlives the process, and need not outlive a power cut.
 */
public final class RecoveryFolder implements RecoveryMarks {
    private static final Logger LOG = LoggerFactory.getLogger(RecoveryFolder.class);

    private final Path folder;

    /** @param folder made when there is something to keep */
    public RecoveryFolder(Path folder) {
        this.folder = folder;
    }

    /** A file that holds no number, as where the disk was full, counts as one start. */
    @Override
    public Map<String, Integer> left() {
        Map<String, Integer> left = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(Files::isRegularFile)
                        .forEach(file -> left.put(String.valueOf(file.getFileName()), starts(file)));
            } catch (IOException e) {
                LOG.warn("{} can't be read: {}", folder, e.toString());
            }
        }
        return left;
    }

    private static int starts(Path file) {
        try {
            return Math.max(1, Integer.parseInt(Files.readString(file).strip()));
        } catch (IOException | NumberFormatException e) {
            return 1;
        }
    }

    @Override
    public void begun(String id, int starts) {
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve(id), starts + "\n");
        } catch (IOException e) {
            LOG.warn("{} can't be written: {}", folder.resolve(id), e.toString());
        }
    }

    @Override
    public void done(String id) {
        try {
            Files.deleteIfExists(folder.resolve(id));
        } catch (IOException e) {
            LOG.warn("{} can't be removed: {}", folder.resolve(id), e.toString());
        }
    }

    @Override
    public String remedy(String id) {
        return "stop the node, remove " + folder.resolve(id) + ", and start it again";
    }
}
