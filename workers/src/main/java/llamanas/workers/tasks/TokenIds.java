package llamanas.workers.tasks;

import java.util.Arrays;
import llamanas.workers.llama.Tokenizer;

/** Token ids of texts, as the harness feeds them to a model. */
public final class TokenIds {
    private TokenIds() {}

    /** The ids of a text as they are. */
    static int[] alone(long[] ids) {
        return ints(ids);
    }

    /** The ids of a text, with what the tokenizer itself puts around it. */
    public static int[] asInput(Tokenizer tokenizer, long[] ids) {
        return ints(tokenizer.around(ids));
    }

    /** A text that is read from its first token on, which needs one before it. */
    public static int[] behindBos(Tokenizer tokenizer, String text) {
        return behindBos(tokenizer, tokenizer.encode(text));
    }

    /** The same for the ids of a text. */
    static int[] behindBos(Tokenizer tokenizer, long[] ids) {
        return ints(tokenizer.behindBos(ids));
    }

    private static int[] ints(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
