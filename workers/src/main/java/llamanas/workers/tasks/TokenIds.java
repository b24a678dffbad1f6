package llamanas.workers.tasks;

import java.util.Arrays;
import llamanas.workers.llama.Tokenizer;

/** Token ids of texts, as the harness feeds them to a model. */
public final class TokenIds {
    private TokenIds() {}

    static int[] alone(Tokenizer tokenizer, String text) {
        return ints(tokenizer.encode(text));
    }

    /** With BOS in front; a text that starts with it already gets no second one. */
    public static int[] withBos(Tokenizer tokenizer, String text) {
        return withBos(tokenizer, tokenizer.encode(text));
    }

    /** The same for the ids of a text. */
    public static int[] withBos(Tokenizer tokenizer, long[] ids) {
        boolean has = ids.length > 0 && ids[0] == tokenizer.bosId();
        return ints(has ? ids : tokenizer.withBos(ids));
    }

    private static int[] ints(long[] ids) {
        return Arrays.stream(ids).mapToInt(Math::toIntExact).toArray();
    }
}
