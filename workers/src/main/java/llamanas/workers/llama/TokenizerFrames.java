package llamanas.workers.llama;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link TokenizerServer} and {@link TokenizerChild} say to each other: frames of a length (4 bytes) and so many bytes. A request
 * is what is to be done (1 byte), the number of the tokenizer (4 bytes) and what it is to be done with; a reply is whether it was done
 * (1 byte), and what came out, or why not.
 */
final class TokenizerFrames {
    static final byte OPEN = 1;
    static final byte ENCODE = 2;
    static final byte ENCODE_WITH_SPECIAL = 3;
    static final byte DECODE = 4;
    static final byte DECODE_WITH_SPECIAL = 5;
    static final byte CLOSE = 6;

    static final byte DONE = 0;
    static final byte REFUSED = 1;

    /** Bytes of a frame, in either direction. */
    static final int MOST = 256 << 20;

    private TokenizerFrames() {}

    /** What fills a frame. */
    @FunctionalInterface
    interface Content {
        void write(DataOutputStream out) throws IOException;
    }

    /** What is read from a frame. */
    @FunctionalInterface
    interface Reading<T> {
        T read(DataInputStream in) throws IOException;
    }

    static byte[] frame(byte first, Content rest) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(first);
            rest.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory is no device that fails", e);
        }
        return bytes.toByteArray();
    }

    /** @throws IOException where the frame ends before what is read from it */
    static <T> T read(byte[] frame, Reading<T> reading) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame))) {
            return reading.read(in);
        }
    }

    static void send(DataOutputStream out, byte[] frame) throws IOException {
        out.writeInt(frame.length);
        out.write(frame);
        out.flush();
    }

    /**
     * The next frame.
     *
     * @param most bytes that it may have
     * @throws IOException where the other side has ended, or names a length that no frame has
     */
    static byte[] receive(DataInputStream in, long most) throws IOException {
        int length = in.readInt();
        if (length < 1 || length > most) {
            throw new IOException("a frame of " + length + " bytes");
        }
        byte[] frame = in.readNBytes(length);
        if (frame.length < length) {
            throw new EOFException("a frame that was cut off");
        }
        return frame;
    }

    static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    static String text(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }

    static void ids(DataOutputStream out, long[] ids) throws IOException {
        out.writeInt(ids.length);
        for (long id : ids) {
            out.writeInt((int) id);
        }
    }

    static long[] ids(DataInputStream in) throws IOException {
        int count = count(in, Integer.BYTES);
        long[] ids = new long[count];
        for (int i = 0; i < count; i++) {
            ids[i] = Integer.toUnsignedLong(in.readInt());
        }
        return ids;
    }

    static List<long[]> lists(DataInputStream in) throws IOException {
        int count = count(in, Integer.BYTES);
        List<long[]> lists = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lists.add(ids(in));
        }
        return lists;
    }

    /** A number of things of so many bytes each, at least, which have to be there. */
    static int count(DataInputStream in, int bytes) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available() / bytes) {
            throw new EOFException("a count of " + count);
        }
        return count;
    }
}
