package llamanas.protocol.space;

import java.util.Map;
import llamanas.protocol.InvalidInputException;

/** Bytes of a number by the name of its dtype. */
public final class NumberBytes {
    private static final Map<String, Integer> BYTES = Map.of("float32", 4, "bfloat16", 2, "float16", 2);

    private NumberBytes() {}

    /** @throws InvalidInputException where the dtype is not known */
    public static int of(String dtype) {
        Integer bytes = BYTES.get(dtype);
        if (bytes == null) {
            throw new InvalidInputException("dtype: '" + dtype + "' is not known; expected float32 or bfloat16");
        }
        return bytes;
    }
}
