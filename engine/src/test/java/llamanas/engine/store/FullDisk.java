package llamanas.engine.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBase;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/**
 * A file system of H2, {@code full:}, that is full while a test says so: what a small real one would do, without the rights to
 * mount one. A write then writes a part, or nothing, and fails.
 */
public final class FullDisk extends FilePathWrapper {
    private static final FullDisk REGISTERED = new FullDisk();
    private static final AtomicInteger REFUSED = new AtomicInteger();
    private static volatile boolean full;

    @Override
    public String getScheme() {
        return "full";
    }

    /** The URL of a journal on this file system, which has room. */
    public static String url() {
        FilePath.register(REGISTERED);
        full = false;
        REFUSED.set(0);
        return "jdbc:h2:full:{data}/journal";
    }

    public static void fill(boolean toTheBrim) {
        full = toTheBrim;
    }

    /** How many writes failed. */
    public static int refused() {
        return REFUSED.get();
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        return new Channel(getBase().open(mode));
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // the base sees to it
    private static final class Channel extends FileBase {
        private final FileChannel base;

        Channel(FileChannel base) {
            this.base = base;
        }

        @Override
        public int write(ByteBuffer source, long position) throws IOException {
            if (full) {
                if (REFUSED.incrementAndGet() % 2 == 1 && source.remaining() > 1) {
                    ByteBuffer part = source.duplicate();
                    part.limit(part.position() + part.remaining() / 2);
                    source.position(part.limit());
                    base.write(part, position);
                }
                throw new IOException("No space left on device");
            }
            return base.write(source, position);
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            long at = base.position();
            int written = write(source, at);
            base.position(at + written);
            return written;
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            base.truncate(size);
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
    }
}
