package llamanas.workers.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import llamanas.workers.llama.Folders;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a preparation needs on its way, in a folder beside its result: the ordered model, and the state of the training. It
 * is locked while it is used, since a worker that was given up for dead may still be at it. It is removed in the end, and
 * where there is nothing in it to go on from.
 */
final class WorkFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
    private static final String ENDING = ".work";
    private static final String LOCK = "lock";

    private final Path folder;
    private final FileChannel channel;
    private boolean done;

    private WorkFolder(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Opens the folder of a result.
     *
     * @throws IllegalStateException where another process, or this one, prepares the same
     */
    static WorkFolder open(Path out) {
        Path folder = out.resolveSibling(out.getFileName() + ENDING);
        try {
            Files.createDirectories(folder);
            FileChannel channel =
                    FileChannel.open(folder.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock(channel) == null) {
                channel.close();
                throw new IllegalStateException(
                        folder + ": in use; another process prepares " + out + ". Wait for it, or stop it");
            }
            return new WorkFolder(folder, channel);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": can't be made or locked", e);
        }
    }

    /**
     * What was made before, or else is made now: one process at a time, the others find it.
     *
     * @param out where it goes
     * @param found looks for what is there already; asked before and after the folder is locked
     * @param make makes it; where it throws, the folder keeps what there is to go on from
     */
    static <T> T once(Path out, Supplier<Optional<T>> found, Function<WorkFolder, T> make) {
        Optional<T> before = found.get();
        if (before.isPresent()) {
            return before.get();
        }
        try (WorkFolder work = open(out)) {
            T made = found.get().orElseGet(() -> make.apply(work));
            work.done();
            return made;
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path path() {
        return folder;
    }

    /** The model with its neurons in order, before it is trained. */
    Path ordered() {
        return folder.resolve("ordered");
    }

    /** The result is complete: {@link #close} removes the folder. */
    void done() {
        done = true;
    }

    @Override
    public void close() {
        try {
            if (done || isEmpty()) {
                Folders.delete(folder);
            }
            channel.close();
        } catch (IOException e) {
            // What it was for is written, or has failed with a reason of its own.
            LOG.warn("{} can't be removed ({}); delete it by hand", folder, e.toString());
        }
    }

    /** Whether nothing was kept, for example since the input was refused. */
    private boolean isEmpty() throws IOException {
        try (Stream<Path> content = Files.list(folder)) {
            return content.allMatch(file -> file.endsWith(LOCK));
        }
    }
}
