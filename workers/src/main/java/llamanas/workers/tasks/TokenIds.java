package llamanas.workers.tasks;

import java.util.Arrays;
import llamanas.workers.llama.Tokenizer;

/** Token ids of texts, as the harness feeds them to a model. */
public final class TokenIds {
    private TokenIds() {}

    static int[] alone(Tokenizer tokenizer, String text) {
        return ints(tokenizer.encode(text));
    }

    /** With what the tokenizer itself puts around a text. */
    static int[] asInput(Tokenizer tokenizer, String text) {
        return asInput(tokenizer, tokenizer.encode(text));
    }

    /** The same for the ids of a text. */
    public static int[] asInput(Tokenizer tokenizer, long[] ids) {
        return ints(tokenizer.around(ids));
    }

    /** A text that is read from its first token on, which needs one before it. */
    public static int[] behindBos(Tokenizer tokenizer, String text) {
        return ints(tokenizer.behindBos(tokenizer.encode(text)));
    }

    private static int[] ints(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
