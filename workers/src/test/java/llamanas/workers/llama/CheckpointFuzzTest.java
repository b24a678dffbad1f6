package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamanas.workers.Fuzz;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoilt files of a checkpoint. */
class CheckpointFuzzTest {
    private static final String TOKENIZER_CONFIG =
            """
            {"bos_token": {"content": "a", "lstrip": false}, "eos_token": "b", "add_bos_token": true, "tokenizer_class": "x"}""";

    @TempDir
    private Path folder;

    private byte[] weights;
    private String header;

    @BeforeEach
    void write() throws IOException {
        weights = Files.readAllBytes(
                Checkpoints.write(folder.resolve("model.safetensors"), Checkpoints.shapes(), change -> {}));
        Checkpoints.writeConfig(folder, change -> {});
        Files.writeString(folder.resolve(Tokenizer.FILE), tokenizer().toString());
        int length =
                (int) ByteBuffer.wrap(weights).order(ByteOrder.LITTLE_ENDIAN).getLong();
        header = new String(weights, Long.BYTES, length, StandardCharsets.UTF_8);
    }

    /** A tokenizer of 16 tokens, for {@link Checkpoints#config}. */
    private static ObjectNode tokenizer() {
        ObjectNode json = (ObjectNode)
                Checkpoints.json(
                        """
                {"version": "1.0", "truncation": null, "padding": null,
                 "added_tokens": [{"id": 0, "content": "<s>", "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true}],
                 "normalizer": {"type": "Replace", "pattern": {"Regex": "o+"}, "content": "a"},
                 "pre_tokenizer": {"type": "Split", "pattern": {"Regex": " "}, "behavior": "Isolated", "invert": false},
                 "post_processor": null, "decoder": null,
                 "model": {"type": "BPE", "dropout": null, "unk_token": "<s>", "continuing_subword_prefix": null,
                   "end_of_word_suffix": null, "fuse_unk": false, "byte_fallback": false,
                   "vocab": {"<s>": 0, "a": 1, "b": 2, " ": 3, "ab": 4}, "merges": [["a", "b"]]}}""");
        return json;
    }

    /** Either the header as JSON, with its right length in front, or the bytes of the whole file. */
    private byte[] spoiltWeights(Random random) {
        if (random.nextBoolean()) {
            return Fuzz.bytes(weights, random);
        }
        byte[] json = Fuzz.values(header, random).getBytes(StandardCharsets.UTF_8);
        int data = Long.BYTES + header.length();
        return ByteBuffer.allocate(Long.BYTES + json.length + weights.length - data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .put(weights, data, weights.length - data)
                .array();
    }

    private void readWeights(byte[] input) throws IOException {
        Files.write(folder.resolve("model.safetensors"), input);
        CheckpointIndex index = CheckpointIndex.read(folder);
        index.check(LlamaConfig.read(folder));
    }

    @Test
    void headers() {
        Fuzz.each(Fuzz.INPUTS, this::spoiltWeights, this::readWeights);
    }

    @Test
    void findsAFaultInAReaderOfHeaders() {
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, this::spoiltWeights, input -> {
                    int length = ByteBuffer.wrap(input)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .getInt();
                    assertThat(Arrays.copyOfRange(input, Long.BYTES, length)).isNotEmpty();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }

    private static byte[] spoiltConfig(Random random) {
        return Fuzz.json(Checkpoints.config().toString(), random);
    }

    private void readConfig(byte[] input) throws IOException {
        Files.write(folder.resolve(LlamaConfig.FILE), input);
        LlamaConfig config = LlamaConfig.read(folder);
        CheckpointIndex.read(folder).check(config);
    }

    @Test
    void configs() {
        Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltConfig, this::readConfig);
    }

    /** What was there before: a name for each tensor of each layer, of which a config can claim two billion. */
    @Test
    void findsAFaultInAReaderOfConfigs() {
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltConfig, input -> {
                    Files.write(folder.resolve(LlamaConfig.FILE), input);
                    LlamaConfig config = LlamaConfig.read(folder);
                    int most = Math.max(config.layers(), Math.max(config.maxPositions(), config.vocabSize()));
                    assertThat(new int[Math.min(most, 1 << 28)]).isNotNull();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("bytes of memory at seed");
    }

    private static byte[] spoiltTokenizer(Random random) {
        return Fuzz.json(tokenizer().toString(), random);
    }

    private void readTokenizer(byte[] input) throws IOException {
        Files.write(folder.resolve(Tokenizer.FILE), input);
        try (Tokenizer tokenizer = Tokenizer.open(folder, LlamaConfig.read(folder))) {
            assertThat(tokenizer.encodeAll(List.of("a boob", ""))).hasSize(2);
            tokenizer.decode(tokenizer.encodeAsInput("ab"));
        }
    }

    /** In the child, which some of them end: it takes a second to start anew. */
    @Test
    void tokenizers() {
        Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltTokenizer, this::readTokenizer);
    }

    @Test
    void findsAFaultInAReaderOfTokenizers() {
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltTokenizer, input -> {
                    JsonNode json = JsonFields.MAPPER.readTree(tokenizer().toString());
                    Files.write(folder.resolve(Tokenizer.FILE), input);
                    JsonFields.read(folder.resolve(Tokenizer.FILE), "it");
                    JsonNode read = JsonFields.MAPPER.readTree(input);
                    assertThat(read.get("model").get("vocab").size())
                            .isEqualTo(json.get("model").get("vocab").size());
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }

    private static byte[] spoiltSettings(Random random) {
        return Fuzz.json(TOKENIZER_CONFIG, random);
    }

    @Test
    void settingsOfTokenizers() throws IOException {
        LlamaConfig config = LlamaConfig.read(folder);
        Path file = folder.resolve(Tokenizer.FILE);
        TokenizerVocabulary vocabulary = TokenizerVocabulary.read(file, Files.readAllBytes(file), config);
        Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltSettings, input -> {
            Files.write(folder.resolve(SequenceStart.FILE), input);
            SequenceStart.read(folder, vocabulary.ids(), config);
        });
    }

    @Test
    void findsAFaultInAReaderOfSettings() {
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, CheckpointFuzzTest::spoiltSettings, input -> {
                    Files.write(folder.resolve(SequenceStart.FILE), input);
                    JsonFields fields = JsonFields.read(folder.resolve(SequenceStart.FILE), "it");
                    assertThat(fields.get("bos_token").get("content").textValue())
                            .isNotNull();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }
}
