package llamanas.workers.elastic;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Takes the bytes of a row-major tensor and passes on those of its upper left part, with zeros around it up to a size of its
 * own. Nothing but the bytes of one call is in memory.
 */
final class CutTensor implements WritableByteChannel {
    private static final ByteBuffer ZEROS = ByteBuffer.allocate(1 << 16).asReadOnlyBuffer();

    private final WritableByteChannel out;
    private final Part from;
    private final Part kept;
    private final Part target;
    private long position;
    private long written;

    /**
     * A part of a tensor.
     *
     * @param rows a vector is one row
     * @param bytes of a row
     */
    record Part(long rows, long bytes) {
        long size() {
            return rows * bytes;
        }
    }

    /**
     * @param from size of what comes in
     * @param kept what of it is passed on; at most as large as {@code target}
     * @param target size of what goes out
     */
    CutTensor(WritableByteChannel out, Part from, Part kept, Part target) {
        this.out = out;
        this.from = from;
        this.kept = kept;
        this.target = target;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int taken = bytes.remaining();
        while (bytes.hasRemaining()) {
            long column = position % from.bytes();
            boolean inside = position / from.bytes() < kept.rows() && column < kept.bytes();
            long border = column < kept.bytes() ? kept.bytes() : from.bytes();
            int run = (int) Math.min(bytes.remaining(), border - column);
            if (inside) {
                pass(bytes.slice(bytes.position(), run));
            }
            bytes.position(bytes.position() + run);
            position += run;
            if (position % from.bytes() == 0 && position / from.bytes() <= kept.rows()) {
                zeros(target.bytes() - kept.bytes());
            }
        }
        return taken;
    }

    /** Everything has come in: writes the rows that are missing. */
    void finish() throws IOException {
        zeros(target.size() - written);
    }

    private void zeros(long count) throws IOException {
        for (long left = count; left > 0; left -= ZEROS.capacity()) {
            pass(ZEROS.slice(0, (int) Math.min(left, ZEROS.capacity())));
        }
    }

    private void pass(ByteBuffer bytes) throws IOException {
        written += bytes.remaining();
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    @Override
    public boolean isOpen() {
        return out.isOpen();
    }

    /** The channel behind it stays open. */
    @Override
    public void close() {}
}
