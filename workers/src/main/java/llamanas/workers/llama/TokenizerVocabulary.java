package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import llamanas.protocol.InvalidInputException;

/** Whether the ids of a tokenizer.json are ids of the model's embedding. */
final class TokenizerVocabulary {
    private TokenizerVocabulary() {}

    static void check(Path file, LlamaConfig config) {
        JsonFields root = JsonFields.read(file, "the tokenizer of a Hugging Face checkpoint");
        JsonFields model = root.object("model");
        NavigableMap<Long, String> tokens = new TreeMap<>();
        addVocabulary(model, tokens);
        if (root.has("added_tokens")) {
            for (JsonNode token : root.get("added_tokens")) {
                tokens.put(token.path("id").asLong(-1), token.path("content").asText());
            }
        }
        if (tokens.isEmpty()) {
            throw model.bad("vocab", "no tokens", "the model's vocabulary");
        }
        checkIds(file, tokens, config);
    }

    /** BPE and WordPiece have an object from token to id, Unigram a list of [token, score]. */
    private static void addVocabulary(JsonFields model, Map<Long, String> tokens) {
        JsonNode vocabulary = model.get("vocab");
        if (vocabulary.isArray()) {
            for (JsonNode entry : vocabulary) {
                tokens.put((long) tokens.size(), entry.path(0).asText());
            }
            return;
        }
        Iterator<Map.Entry<String, JsonNode>> entries = vocabulary.fields();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            tokens.put(entry.getValue().asLong(-1), entry.getKey());
        }
    }

    private static void checkIds(Path file, NavigableMap<Long, String> tokens, LlamaConfig config) {
        for (Map.Entry<Long, String> token : List.of(tokens.firstEntry(), tokens.lastEntry())) {
            if (token.getKey() < 0 || token.getKey() >= config.vocabSize()) {
                throw new InvalidInputException(
                        file + ": token \"" + token.getValue() + "\": found id " + token.getKey()
                                + ", expected ids below vocab_size = " + config.vocabSize() + " of " + config.file()
                                + "; this tokenizer belongs to another model");
            }
        }
        if (!tokens.containsKey((long) config.bosId())) {
            throw new InvalidInputException(file + ": found no token with id " + config.bosId()
                    + ", which is bos_token_id in " + config.file() + "; this tokenizer belongs to another model");
        }
    }
}
