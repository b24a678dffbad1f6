package llamanas.engine.remote;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip up to a bound: 3 MB can hold gigabytes. */
final class Packed {
    /** More than any list of members or services that a cluster of ours has, in bytes. */
    static final int OF_CLUSTER = 8 << 20;

    private Packed() {}

    /**
     * What was packed, of at most so many bytes.
     *
     * @throws UncheckedIOException where it is no gzip, or would be larger; a frame that throws it is dropped
     */
    static byte[] unpacked(byte[] packed, int atMost) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            byte[] bytes = in.readNBytes(atMost);
            checkEnd(in.read() < 0, packed.length, atMost);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As {@link #unpacked}, for bytes that somebody else unpacks afterwards. */
    static void check(byte[] packed, int atMost) {
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            long skipped = in.skip(atMost + 1L);
            checkEnd(skipped <= atMost, packed.length, atMost);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void checkEnd(boolean reached, int packed, int atMost) throws NotSerializableException {
        if (!reached) {
            throw new NotSerializableException(
                    packed + " packed bytes hold more than " + atMost + ", which nothing of ours does");
        }
    }
}
