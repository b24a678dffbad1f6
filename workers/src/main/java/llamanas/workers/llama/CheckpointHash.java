package llamanas.workers.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import llamanas.protocol.GivenFiles;

/**
 * One hash for all that a checkpoint's measurements depend on: weights, config.json and tokenizer.json. It does not depend
 * on where the folder lies.
 *
 * <p>Up to 1 GB of weights it is the SHA-256 of every byte. Above, reading all of it would take longer than many an
 * evaluation: then it covers names and sizes of the files, their first MB (with the header) and last MB, and 64 KB at every
 * 16 MB - enough to tell checkpoints apart, since training moves all weights; not a protection against an adversary. Such a
 * hash begins with {@code sampled-}.
 */
public final class CheckpointHash {
    private static final long WHOLE_LIMIT = 1_000_000_000;
    private static final int EDGE = 1 << 20;
    private static final int SAMPLE = 1 << 16;
    private static final long STRIDE = 1 << 24;

    private final MessageDigest digest = sha256();

    private CheckpointHash() {}

    /** The hash as {@code sha256:hex} or {@code sampled-sha256:hex}. */
    public static String of(CheckpointIndex index) {
        return of(index, WHOLE_LIMIT);
    }

    /** @param wholeLimit bytes of weights up to which every byte counts */
    static String of(CheckpointIndex index, long wholeLimit) {
        try {
            CheckpointHash hash = new CheckpointHash();
            long bytes = 0;
            for (Path file : index.files()) {
                bytes += Files.size(file);
            }
            boolean whole = bytes <= wholeLimit;
            for (Path file : index.files()) {
                hash.add(file, whole);
            }
            hash.add(index.folder().resolve(LlamaConfig.FILE), true);
            hash.add(index.folder().resolve(Tokenizer.FILE), true);
            return (whole ? "sha256:" : "sampled-sha256:") + HexFormat.of().formatHex(hash.digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void add(Path file, boolean whole) throws IOException {
        if (!Files.exists(file)) {
            return;
        }
        try (FileChannel channel = GivenFiles.channel(file)) {
            long size = channel.size();
            digest.update((file.getFileName() + "\n" + size + "\n").getBytes(StandardCharsets.UTF_8));
            if (whole) {
                addRange(channel, 0, size);
                return;
            }
            addRange(channel, 0, EDGE);
            for (long position = STRIDE; position < size; position += STRIDE) {
                addRange(channel, position, position + SAMPLE);
            }
            addRange(channel, Math.max(0, size - EDGE), size);
        }
    }

    /** Adds the bytes from start to end, or to the end of the file where that comes first. */
    private void addRange(FileChannel channel, long start, long end) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(EDGE);
        long position = start;
        while (position < end) {
            buffer.clear().limit((int) Math.min(EDGE, end - position));
            int read = channel.read(buffer, position);
            if (read < 0) {
                return;
            }
            digest.update(buffer.flip());
            position += read;
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
