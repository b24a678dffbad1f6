package llamanas.workers.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.Tokenizer;
import llamanas.workers.tasks.TokenIds;

/**
 * Turns examples into documents of tokens: the text with what its tokenizer puts in front, and EOS where the model has one.
 *
 * <p>Prompt and answer are encoded as one text. The answer begins with the first token in which that differs from the prompt
 * alone, so a token that holds the end of the one and the start of the other is a target.
 */
final class ExampleEncoder {
    /** Texts that are encoded at once: enough for the tokenizer's threads, little memory. */
    private static final int AT_ONCE = 256;

    private final Tokenizer tokenizer;
    private final List<Integer> eosIds;

    ExampleEncoder(Tokenizer tokenizer, LlamaConfig config) {
        this.tokenizer = tokenizer;
        this.eosIds = config.eosIds();
    }

    /** Encodes the examples in their order and hands on those that have a token, batch by batch. */
    void encode(List<Example> examples, Consumer<List<Document>> batch) {
        for (int start = 0; start < examples.size(); start += AT_ONCE) {
            List<Example> some = examples.subList(start, Math.min(start + AT_ONCE, examples.size()));
            batch.accept(encode(some));
        }
    }

    private List<Document> encode(List<Example> examples) {
        List<long[]> whole =
                tokenizer.encodeAll(examples.stream().map(Example::whole).toList());
        List<long[]> prompts =
                tokenizer.encodeAll(examples.stream().map(Example::prompt).toList());
        List<Document> documents = new ArrayList<>();
        for (int i = 0; i < whole.size(); i++) {
            int[] ids = withEos(TokenIds.asInput(tokenizer, whole.get(i)));
            if (examples.get(i).isInstruction()) {
                int[] prompt = TokenIds.asInput(tokenizer, prompts.get(i));
                documents.add(new Document(ids, common(prompt, ids), true));
            } else if (whole.get(i).length > 0) {
                documents.add(Document.text(ids));
            }
        }
        return documents;
    }

    private int[] withEos(int[] ids) {
        if (eosIds.isEmpty()) {
            return ids;
        }
        int[] all = Arrays.copyOf(ids, ids.length + 1);
        all[ids.length] = eosIds.get(0);
        return all;
    }

    /** How many tokens both begin with. */
    private static int common(int[] a, int[] b) {
        int different = Arrays.mismatch(a, b);
        return different < 0 ? a.length : different;
    }
}
