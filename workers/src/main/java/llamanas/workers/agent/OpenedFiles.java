package llamanas.workers.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;

/**
 * What the files were like that are kept open, so that nobody takes a model or a task that has changed since for the one on the disk.
 * Searches that have begun go on with what they began with.
 */
final class OpenedFiles {
    private static final List<String> OF_A_MODEL = List.of(".json", ".safetensors");

    private final Map<Path, String> stamps = new ConcurrentHashMap<>();

    /** Opens a file, or the files of a model's folder. */
    <T> T open(Path path, Supplier<T> opener) {
        String before = stamp(path);
        T opened = opener.get();
        stamps.putIfAbsent(path, before);
        return opened;
    }

    /**
     * Looks at the files again.
     *
     * @throws InvalidInputException where they are open, and others than when they were opened
     */
    void check(Path path) {
        String before = stamps.get(path);
        if (before != null && !before.equals(stamp(path))) {
            throw new InvalidInputException(
                    path + ": has changed since this worker opened it, and searches may go by what it was;"
                            + " expected the same files, give changed ones another name, or restart the worker");
        }
    }

    private static String stamp(Path path) {
        if (!Files.isDirectory(path)) {
            return of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return String.join(
                    "\n",
                    files.filter(file -> OF_A_MODEL.stream().anyMatch(file.toString()::endsWith))
                            .sorted()
                            .map(OpenedFiles::of)
                            .toList());
        } catch (IOException e) {
            return "unreadable";
        }
    }

    private static String of(Path file) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return file + " " + attributes.size() + " " + attributes.lastModifiedTime();
        } catch (IOException e) {
            return file + " unreadable";
        }
    }
}
