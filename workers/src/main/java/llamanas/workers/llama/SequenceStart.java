package llamanas.workers.llama;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.protocol.InvalidInputException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which token begins a sequence, and whether a tokenizer puts it in front of every text by itself: as transformers reads
 * tokenizer_config.json and the post-processor of tokenizer.json. What config.json says counts only where those say nothing.
 *
 * @param bosId the token that stands for an empty context, and that texts are read behind
 * @param adds what tokenizer_config.json says of the token in front; empty = what the post-processor does
 */
record SequenceStart(int bosId, Optional<Boolean> adds) {
    static final String FILE = "tokenizer_config.json";

    private static final Logger LOG = LoggerFactory.getLogger(SequenceStart.class);

    /**
     * Reads what a checkpoint folder says.
     *
     * @param ids of the tokenizer's tokens, by text
     * @throws InvalidInputException where no file of it names such a token, or one names a token that is none
     */
    static SequenceStart read(Path folder, Map<String, Integer> ids, LlamaConfig config) {
        Path file = folder.resolve(FILE);
        Optional<JsonFields> fields = Files.exists(file)
                ? Optional.of(JsonFields.read(file, "the settings of a tokenizer"))
                : Optional.empty();
        OptionalInt own = fields.map(f -> token(f, "bos_token", ids)).orElse(OptionalInt.empty());
        if (own.isPresent()
                && config.bosId().isPresent()
                && own.getAsInt() != config.bosId().getAsInt()) {
            LOG.warn(
                    "{}: bos_token_id: found {}, where {} says {}; the tokenizer's word counts",
                    config.file(),
                    config.bosId().getAsInt(),
                    file,
                    own.getAsInt());
        }
        int bosId = own.isPresent()
                ? own.getAsInt()
                : fallback(folder, ids, config, fields.map(f -> token(f, "eos_token", ids)));
        Optional<Boolean> adds = fields.filter(f -> f.has("add_bos_token")).map(f -> f.flag("add_bos_token"));
        return new SequenceStart(bosId, adds);
    }

    private static int fallback(Path folder, Map<String, Integer> ids, LlamaConfig config, Optional<OptionalInt> eos) {
        OptionalInt said = config.bosId();
        if (said.isPresent() && !ids.containsValue(said.getAsInt())) {
            throw new InvalidInputException(folder.resolve(Tokenizer.FILE) + ": found no token with id "
                    + said.getAsInt() + ", which is bos_token_id in " + config.file()
                    + "; this tokenizer belongs to another model");
        }
        return said.orElseGet(() -> eos.orElse(OptionalInt.empty())
                .orElseThrow(
                        () -> new InvalidInputException(folder + ": found no token that a text begins with, expected"
                                + " bos_token in " + FILE + " or bos_token_id in " + LlamaConfig.FILE)));
    }

    /** A token is a text, or an object with that text as its content. */
    private static OptionalInt token(JsonFields fields, String key, Map<String, Integer> ids) {
        if (!fields.has(key)) {
            return OptionalInt.empty();
        }
        JsonNode found = fields.get(key);
        String text =
                found.isTextual() ? found.textValue() : found.path("content").asText("");
        Integer id = ids.get(text);
        if (id == null) {
            throw fields.bad(key, found, "a token of " + Tokenizer.FILE);
        }
        return OptionalInt.of(id);
    }
}
