package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import llamanas.protocol.InvalidInputException;

/**
 * The tokens of a tokenizer.json.
 *
 * @param ids by text
 */
record TokenizerVocabulary(Map<String, Integer> ids) {
    TokenizerVocabulary {
        ids = Map.copyOf(ids);
    }

    /**
     * Reads the file. Tokens that were added behind the vocabulary may have ids beyond the embedding (padding, mostly): they matter
     * where a text has them.
     *
     * @param json all of the file
     * @throws InvalidInputException where the ids of the vocabulary are none of the embedding
     */
    static TokenizerVocabulary read(Path file, byte[] json, LlamaConfig config) {
        JsonFields root = JsonFields.of(file, json);
        JsonFields model = root.object("model");
        Map<String, Integer> ids = new HashMap<>();
        addVocabulary(file, model, config, ids);
        if (root.has("added_tokens")) {
            for (JsonNode token : root.get("added_tokens")) {
                int id = token.path("id").asInt(-1);
                if (id < 0) {
                    throw refused(file, token.path("content").asText(), token.path("id"), config);
                }
                ids.put(token.path("content").asText(), id);
            }
        }
        if (ids.isEmpty()) {
            throw model.bad("vocab", "no tokens", "the model's vocabulary");
        }
        return new TokenizerVocabulary(ids);
    }

    /** BPE and WordPiece have an object from token to id, Unigram a list of [token, score]. */
    private static void addVocabulary(Path file, JsonFields model, LlamaConfig config, Map<String, Integer> ids) {
        JsonNode vocabulary = model.get("vocab");
        if (vocabulary.isArray()) {
            int id = 0;
            for (JsonNode entry : vocabulary) {
                add(
                        file,
                        entry.path(0).asText(),
                        JsonFields.MAPPER.getNodeFactory().numberNode(id++),
                        config,
                        ids);
            }
            return;
        }
        Iterator<Map.Entry<String, JsonNode>> entries = vocabulary.fields();
        while (entries.hasNext()) {
            Map.Entry<String, JsonNode> entry = entries.next();
            add(file, entry.getKey(), entry.getValue(), config, ids);
        }
    }

    private static void add(Path file, String token, JsonNode id, LlamaConfig config, Map<String, Integer> ids) {
        if (!id.isIntegralNumber()
                || !id.canConvertToInt()
                || id.intValue() < 0
                || id.intValue() >= config.vocabSize()) {
            throw refused(file, token, id, config);
        }
        ids.put(token, id.intValue());
    }

    private static InvalidInputException refused(Path file, String token, JsonNode id, LlamaConfig config) {
        return new InvalidInputException(
                file + ": token \"" + token + "\": found id " + id + ", expected ids below vocab_size = "
                        + config.vocabSize() + " of " + config.file() + "; this tokenizer belongs to another model");
    }
}
