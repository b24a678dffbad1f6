package llamanas.workers.elastic;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import llamanas.protocol.InvalidInputException;

/** Token sequences that importance is measured on. */
final class Calibration {
    private Calibration() {}

    /**
     * The first sequences, until there are enough tokens; each is cut to the model's context.
     *
     * @param enough tokens; the last sequence may go beyond
     * @throws InvalidInputException where there is not one token
     */
    static List<int[]> first(List<int[]> sequences, long enough, int context) {
        List<int[]> taken = new ArrayList<>();
        long tokens = 0;
        for (int[] sequence : sequences) {
            if (tokens >= enough) {
                break;
            }
            if (sequence.length > 0) {
                int[] cut = Arrays.copyOf(sequence, Math.min(sequence.length, context));
                taken.add(cut);
                tokens += cut.length;
            }
        }
        if (taken.isEmpty()) {
            throw new InvalidInputException(
                    "calibration: found no tokens; importance has to be measured on some text, give one");
        }
        return taken;
    }

    static long tokens(List<int[]> sequences) {
        return sequences.stream().mapToLong(sequence -> sequence.length).sum();
    }

    /** SHA-256 of lengths and ids. */
    static String hash(List<int[]> sequences) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (int[] sequence : sequences) {
                ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * (sequence.length + 1))
                        .order(ByteOrder.LITTLE_ENDIAN);
                bytes.putInt(sequence.length);
                bytes.asIntBuffer().put(sequence);
                digest.update(bytes.rewind());
            }
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
