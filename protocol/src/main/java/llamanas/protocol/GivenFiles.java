package llamanas.protocol;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/**
 * Opens the files that people name, and those that lie beside them: regular files only (to open a pipe may take for ever), by their
 * real path, which lies in the folders that the node allows, and no more of them than memory has room for. A link is judged by where
 * it leads; between the look and the opening the last part of the path can't become one.
 */
public final class GivenFiles {
    /** Bytes of a file of settings: far beyond any that was seen. */
    public static final long SETTINGS = 8L << 20;

    private static final String PACKED = ".gz";
    /** What looks like a file there is the kernel speaking; some of it never ends. */
    private static final List<Path> OF_THE_KERNEL = List.of(Path.of("/proc"), Path.of("/sys"));

    private static final ThreadLocal<List<Path>> ROOTS = ThreadLocal.withInitial(List::of);

    private GivenFiles() {}

    /**
     * Does work that may open files in some folders alone, in this thread.
     *
     * @param roots the folders; empty allows all
     * @throws InvalidInputException where one of them does not exist
     */
    public static <T> T within(List<Path> roots, Supplier<T> work) {
        List<Path> before = ROOTS.get();
        ROOTS.set(roots.stream().map(GivenFiles::root).toList());
        try {
            return work.get();
        } finally {
            ROOTS.set(before);
        }
    }

    private static Path root(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "files.roots names " + root + ", which is not a folder that can be read", e);
        }
    }

    /**
     * The real path of a regular file, for who has to open it by its path.
     *
     * @throws NoSuchFileException where nothing is there
     * @throws InvalidInputException where it is no regular file, or outside of the allowed folders
     */
    public static Path regular(Path file) throws IOException {
        Path real = allowed(file);
        BasicFileAttributes found = attributes(real);
        if (!found.isRegularFile()) {
            throw new InvalidInputException(file + ": found " + kind(found) + ", expected a regular file");
        }
        if (OF_THE_KERNEL.stream().anyMatch(real::startsWith)) {
            throw new InvalidInputException(
                    file + ": found a file of the kernel (" + real + "), expected one on a disk");
        }
        return real;
    }

    /**
     * The real path of a folder.
     *
     * @throws NoSuchFileException where nothing is there
     * @throws InvalidInputException where it is no folder, or outside of the allowed ones
     */
    public static Path folder(Path folder) throws IOException {
        Path real = allowed(folder);
        BasicFileAttributes found = attributes(real);
        if (!found.isDirectory()) {
            throw new InvalidInputException(folder + ": found " + kind(found) + ", expected a folder");
        }
        return real;
    }

    /** A file to read parts of; throws as {@link #regular}. */
    public static FileChannel channel(Path file) throws IOException {
        return FileChannel.open(regular(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** A file of any size to read from start to end; throws as {@link #regular}. */
    public static InputStream stream(Path file) throws IOException {
        return Files.newInputStream(regular(file), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    }

    /** The same, which ends in an {@link InvalidInputException} where there are more than {@code most} bytes. */
    public static InputStream stream(Path file, long most) throws IOException {
        return new Bounded(stream(file), file, most, "has");
    }

    /** All of a file of at most {@code most} bytes; throws as {@link #regular}. */
    public static byte[] bytes(Path file, long most) throws IOException {
        try (InputStream in = stream(file, most)) {
            return in.readAllBytes();
        }
    }

    /** The same, of what a file whose name ends in {@code .gz} unpacks to. */
    public static byte[] unpacked(Path file, long most) throws IOException {
        if (!file.toString().endsWith(PACKED)) {
            return bytes(file, most);
        }
        try (InputStream raw = stream(file, most);
                InputStream in = new Bounded(new GZIPInputStream(raw), file, most, "unpacks to")) {
            return in.readAllBytes();
        }
    }

    /** A share of Java's heap, for what takes so many bytes of it for a byte of the file; no more than an array holds. */
    public static long heapShare(int bytesForByte) {
        return Math.min(Runtime.getRuntime().maxMemory() / bytesForByte, Integer.MAX_VALUE - 64L);
    }

    private static BasicFileAttributes attributes(Path real) throws IOException {
        return Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static String kind(BasicFileAttributes found) {
        return found.isRegularFile() ? "a file" : found.isDirectory() ? "a folder" : "a pipe, socket or device";
    }

    private static Path allowed(Path path) throws IOException {
        Path real = path.toRealPath();
        List<Path> roots = ROOTS.get();
        if (!roots.isEmpty() && roots.stream().noneMatch(real::startsWith)) {
            throw new InvalidInputException(path + ": its real path is " + real
                    + ", which is outside of the folders that this node allows (files.roots = " + roots + "); add "
                    + rootFor(real) + " to them, or give a copy");
        }
        return real;
    }

    /** Files of a Hugging Face cache are links into {@code blobs} beside the folder that they are named in. */
    private static Path rootFor(Path real) {
        Path parent = Objects.requireNonNullElse(real.getParent(), real);
        return parent.endsWith("blobs") ? Objects.requireNonNullElse(parent.getParent(), parent) : parent;
    }

    /** Ends a stream that is too long before memory does. */
    private static final class Bounded extends FilterInputStream {
        private final Path file;
        private final long most;
        private final String has;
        private long left;

        Bounded(InputStream in, Path file, long most, String has) {
            super(in);
            this.file = file;
            this.most = most;
            this.has = has;
            this.left = most;
        }

        @Override
        public int read() throws IOException {
            int found = super.read();
            count(found < 0 ? 0 : 1);
            return found;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int found = super.read(bytes, offset, length);
            count(Math.max(found, 0));
            return found;
        }

        private void count(long read) {
            left -= read;
            if (left < 0) {
                throw new InvalidInputException(file + ": " + has + " more than " + most
                        + " bytes, which is the most that is read of it; check that it is the right file, or give Java more"
                        + " memory (LLAMA_NAS_JAVA_OPTS=-Xmx..)");
            }
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            count(skipped);
            return skipped;
        }
    }
}
