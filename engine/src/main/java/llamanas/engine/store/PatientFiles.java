package llamanas.engine.store;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import llamanas.engine.coordinator.Outage;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.jspecify.annotations.Nullable;

/**
 * A file system of H2, {@code patient:}, in which a write to a full disk waits until there is room.
 *
 * <p>H2 itself takes a write that fails for the end: it closes the database for all connections, some of which go on to
 * believe that they are open, and opening it again beside them evicts the new one (2.3.232). But nothing is wrong with the
 * database, only the disk is full. So the write is tried again, for as long as it takes, and H2 does not notice. Commits
 * wait meanwhile; whoever waits for them has a time limit of his own.
 */
public final class PatientFiles extends FilePathWrapper {
    static final String SCHEME = "patient";

    private static final long AGAIN_AFTER_MS = 200;
    private static final PatientFiles REGISTERED = new PatientFiles();
    private static final Map<String, Patience> WAITING = new ConcurrentHashMap<>();

    /** Whether writes to one file wait, and who is told. */
    private static final class Patience {
        private final Outage outage;
        private volatile boolean over;

        Patience(Outage outage) {
            this.outage = outage;
        }

        /** Waits a moment, or fails as the write did. */
        void await(IOException failure) throws IOException {
            if (over) {
                throw failure;
            }
            outage.failed(String.valueOf(failure.getMessage()));
            try {
                Thread.sleep(AGAIN_AFTER_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (IOException) new InterruptedIOException(failure.getMessage()).initCause(e);
            }
        }
    }

    /** H2 makes its paths from one that is registered. */
    @Override
    public String getScheme() {
        return SCHEME;
    }

    /** Has to be called before a path with this scheme is opened. */
    static void register() {
        FilePath.register(REGISTERED);
    }

    /**
     * From now on, writes to this file wait where they fail.
     *
     * @param file with the scheme, as {@code patient:/data/journal.mv.db}
     * @param outage told of each try that fails
     */
    static void begin(String file, Outage outage) {
        WAITING.put(real(file), new Patience(outage));
    }

    /** From now on, writes to this file fail as they would without this class, also those that wait. */
    static void end(String file) {
        @Nullable Patience patience = WAITING.remove(real(file));
        if (patience != null) {
            patience.over = true;
        }
    }

    private static String real(String file) {
        return FilePath.get(file).toRealPath().toString();
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().open(mode), toRealPath().toString());
    }

    /** Passes everything on. What reads and writes at a position has no state here that a lock would guard. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    private static final class Channel extends FileBase {
        private final FileChannel base;
        private final String file;

        Channel(FileChannel base, String file) {
            this.base = base;
            this.file = file;
        }

        /** A write, or anything else that takes room. */
        @FunctionalInterface
        private interface Write<T> {
            T to(FileChannel channel) throws IOException;
        }

        private <T> T patiently(Write<T> write) throws IOException {
            while (true) {
                try {
                    return write.to(base);
                } catch (ClosedChannelException e) {
                    throw e;
                } catch (IOException e) {
                    @Nullable Patience patience = WAITING.get(file);
                    if (patience == null) {
                        throw e;
                    }
                    patience.await(e);
                }
            }
        }

        private static int again(ByteBuffer source, int from, Write<Integer> write, FileChannel channel)
                throws IOException {
            source.position(from);
            return write.to(channel);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            int from = source.position();
            long at = base.position();
            return patiently(
                    channel -> again(source, from, to -> to.position(at).write(source), channel));
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            int from = source.position();
            return patiently(channel -> again(source, from, to -> to.write(source, position), channel));
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            patiently(channel -> channel.truncate(size));
            return this;
        }

        @Override
        public void force(boolean metaData) throws IOException {
            base.force(metaData);
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            return base.read(target);
        }

        @Override
        public int read(ByteBuffer target, long position) throws IOException {
            return base.read(target, position);
        }

        @Override
        public long position() throws IOException {
            return base.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            base.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return base.size();
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return base.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            base.close();
        }

        @Override
        public String toString() {
            return file;
        }
    }
}
