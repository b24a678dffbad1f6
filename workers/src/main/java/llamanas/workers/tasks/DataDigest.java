package llamanas.workers.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import llamanas.protocol.GivenFiles;

/** SHA-256 over data: names what something was measured or trained on. */
public final class DataDigest {
    private static final int HEX_BYTES = 8;

    private final MessageDigest digest;

    public DataDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a text, as UTF-8. */
    public DataDigest add(String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    /** Adds token ids. */
    public DataDigest add(int[] ids) {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * ids.length);
        bytes.asIntBuffer().put(ids);
        digest.update(bytes);
        return this;
    }

    /** Adds the content of a file. */
    public DataDigest add(Path file) {
        try (InputStream in = new DigestInputStream(GivenFiles.stream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first 16 hex digits; nothing can be added any more. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest(), 0, HEX_BYTES);
    }

    /** The first 64 bits; nothing can be added any more. */
    public long bits() {
        return ByteBuffer.wrap(digest.digest()).getLong();
    }
}
