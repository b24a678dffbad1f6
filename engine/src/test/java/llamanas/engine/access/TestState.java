package llamanas.engine.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A state folder for tests in place of the account's own, for this process and those that it starts; gone at the end. */
public final class TestState {
    private static final String PROPERTY = "llamanas.state";
    private static final Path FOLDER = make();

    private TestState() {}

    /** Makes commands in this process look for tokens there. */
    public static Path folder() {
        System.setProperty(PROPERTY, FOLDER.toString());
        return FOLDER;
    }

    private static Path make() {
        try {
            Path folder = Files.createTempDirectory("llama-nas-state");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
