package llamanas.workers.llama;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import llamanas.protocol.InvalidInputException;

/** The few lines that Git leaves in the place of a large file that was not fetched. */
final class LfsPointer {
    private static final byte[] START = "version https://git-lfs".getBytes(StandardCharsets.US_ASCII);

    /** Bytes that tell. */
    static final int LENGTH = START.length;

    private LfsPointer() {}

    static boolean is(byte[] file) {
        return file.length >= LENGTH && Arrays.equals(file, 0, LENGTH, START, 0, LENGTH);
    }

    /** @param where names the file */
    static InvalidInputException refused(String where) {
        return new InvalidInputException(
                where + ": found a Git LFS pointer, expected the file itself; fetch it with 'git lfs pull'");
    }
}
