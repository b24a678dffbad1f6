package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenizerTest {
    private static final LlamaConfig DEMO = LlamaConfig.read(Checkpoints.DEMO);

    @TempDir
    private Path folder;

    /** A copy of the demo's tokenizer.json with a change. */
    private void write(Consumer<ObjectNode> change) throws IOException {
        ObjectNode json = (ObjectNode) Checkpoints.JSON.readTree(
                Checkpoints.DEMO.resolve("tokenizer.json").toFile());
        change.accept(json);
        Files.writeString(folder.resolve("tokenizer.json"), json.toString());
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Tokenizer.open(folder, DEMO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("tokenizer.json").toString())
                .hasMessageContaining(message);
    }

    @Test
    void agreesWithTransformers() throws IOException {
        Path reference = Checkpoints.SHARED.resolve("reference/tokenizer/stories260K.json");
        assumeTrue(Files.exists(reference), "skipped: no reference token ids at " + reference);
        Path model = Checkpoints.SHARED.resolve("models/stories260K");
        List<JsonNode> cases = new ArrayList<>();
        Checkpoints.JSON.readTree(reference.toFile()).get("cases").forEach(cases::add);
        assertThat(cases).hasSize(60);
        try (Tokenizer tokenizer = Tokenizer.open(model, LlamaConfig.read(model))) {
            List<long[]> batch = tokenizer.encodeAll(
                    cases.stream().map(c -> c.get("text").textValue()).toList());
            for (int i = 0; i < cases.size(); i++) {
                String text = cases.get(i).get("text").textValue();
                long[] ids = ids(cases.get(i).get("ids_without_bos"));
                assertThat(tokenizer.encode(text)).as(text).containsExactly(ids);
                assertThat(batch.get(i)).as(text).containsExactly(ids);
                assertThat(tokenizer.encodeAsInput(text))
                        .as(text)
                        .containsExactly(ids(cases.get(i).get("ids_with_bos")));
                assertThat(tokenizer.decode(ids))
                        .isEqualTo(cases.get(i).get("decoded_without_bos").textValue());
            }
        }
    }

    private static long[] ids(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .mapToLong(JsonNode::asLong)
                .toArray();
    }

    @Test
    void encodesAndDecodesWithTheDemoModel() throws IOException {
        JsonNode first = Checkpoints.JSON
                .readTree(Checkpoints.ROOT.resolve("config/demo/reference.json").toFile())
                .at("/last_logits/full/0/ids");
        long[] ids = ids(first);
        assertThat(ids).hasSizeGreaterThan(5).startsWith(1);
        try (Tokenizer tokenizer = Tokenizer.open(Checkpoints.DEMO, DEMO)) {
            assertThat(tokenizer.bosId()).isEqualTo(1);
            assertThat(tokenizer.encodeAsInput(tokenizer.decode(ids))).containsExactly(ids);
            assertThat(tokenizer.encode("")).isEmpty();
            assertThat(tokenizer.encodeAsInput("")).containsExactly(1);
            assertThat(tokenizer.encodeAll(List.of())).isEmpty();
            String text = "Zoë saw a \uD83D\uDE80, \u4F60\u597D\u0000!";
            assertThat(tokenizer.decode(tokenizer.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void replacesHalfASurrogatePair() {
        try (Tokenizer tokenizer = Tokenizer.open(Checkpoints.DEMO, DEMO)) {
            assertThat(tokenizer.decode(tokenizer.encode("a\uD83Db"))).isEqualTo("a\uFFFDb");
        }
    }

    @Test
    void neitherCutsNorPads() throws IOException {
        write(json -> {
            json.set(
                    "truncation",
                    Checkpoints.json(
                            """
                            {"direction": "Right", "max_length": 4, "strategy": "LongestFirst", "stride": 0}"""));
            json.set(
                    "padding",
                    Checkpoints.json(
                            """
                            {"strategy": {"Fixed": 16}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                             "pad_type_id": 0, "pad_token": "<unk>"}"""));
        });
        String text = "Once upon a time, there was a bear. ".repeat(200);
        try (Tokenizer plain = Tokenizer.open(Checkpoints.DEMO, DEMO);
                Tokenizer cutting = Tokenizer.open(folder, DEMO)) {
            assertThat(plain.encode(text)).hasSizeGreaterThan(1600);
            assertThat(cutting.encode(text)).containsExactly(plain.encode(text));
            assertThat(cutting.encodeAll(List.of("a", text)).get(0)).containsExactly(plain.encode("a"));
        }
    }

    @Test
    void refusesAVocabularyThatIsLargerThanTheModels() throws IOException {
        write(json -> ((ObjectNode) json.at("/model/vocab")).put("zz", 5000));
        assertRefused("token \"zz\": found id 5000, expected ids below vocab_size = 2048 of "
                + Checkpoints.DEMO.resolve("config.json"));
        write(json -> ((ObjectNode) json.at("/model/vocab")).put("zz", "x"));
        assertRefused("token \"zz\": found id \"x\"");
    }

    /** A padding token, mostly: it matters where a text has it. */
    @Test
    void refusesTextsWithTokensBeyondTheEmbedding() throws IOException {
        write(json -> json.withArray("added_tokens")
                .addObject()
                .put("id", 2048)
                .put("content", "<pad>")
                .put("special", true)
                .put("normalized", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("single_word", false));
        try (Tokenizer tokenizer = Tokenizer.open(folder, DEMO)) {
            assertThat(tokenizer.encode("a bear")).isNotEmpty();
            assertThatThrownBy(() -> tokenizer.encode("a <pad> bear"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("has the id 2048, expected ids below vocab_size = 2048");
        }
    }

    /** The tokenizer's makers say what begins a text; config.json only where they don't. */
    @Test
    void beginsTextsAsTheTokenizerSays() throws IOException {
        write(json -> {});
        long[] bare;
        try (Tokenizer tokenizer = Tokenizer.open(folder, DEMO)) {
            bare = tokenizer.encode("a bear");
            assertThat(tokenizer.encodeAsInput("a bear")).startsWith(1).hasSize(bare.length + 1);
        }
        Path settings = folder.resolve("tokenizer_config.json");
        Files.writeString(settings, "{\"bos_token\": {\"content\": \"</s>\"}, \"add_bos_token\": true}");
        try (Tokenizer tokenizer = Tokenizer.open(folder, DEMO)) {
            assertThat(tokenizer.bosId()).isEqualTo(2);
            assertThat(tokenizer.behindBos(bare)).startsWith(2);
            assertThat(tokenizer.encodeAsInput("a bear")).startsWith(2);
        }
        Files.writeString(settings, "{\"bos_token\": \"<s>\", \"add_bos_token\": false}");
        try (Tokenizer tokenizer = Tokenizer.open(folder, DEMO)) {
            assertThat(tokenizer.encodeAsInput("a bear")).containsExactly(bare);
            assertThat(tokenizer.behindBos(bare)).startsWith(1);
        }
        Files.delete(settings);
        write(json -> json.remove("post_processor"));
        try (Tokenizer tokenizer = Tokenizer.open(folder, DEMO)) {
            assertThat(tokenizer.encodeAsInput("a bear")).containsExactly(bare);
            assertThat(tokenizer.behindBos(tokenizer.behindBos(bare))).hasSize(bare.length + 1);
        }
        Files.writeString(settings, "{\"bos_token\": \"<start>\"}");
        assertThatThrownBy(() -> Tokenizer.open(folder, DEMO))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(settings + ": bos_token: found \"<start>\", expected a token of tokenizer.json");
    }

    @Test
    void refusesATokenizerWithoutTheConfigsBos() throws IOException {
        write(json -> {
            json.remove("added_tokens");
            ((ObjectNode) json.at("/model/vocab")).remove("<s>");
        });
        assertRefused("found no token with id 1, which is bos_token_id in");
    }

    @Test
    void refusesWhatIsNoTokenizer() throws IOException {
        assertRefused("no such file; expected the tokenizer of a Hugging Face checkpoint there");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertRefused("model.vocab: found nothing, expected a value");
        write(json -> ((ObjectNode) json.get("model")).put("type", "Strange"));
        assertRefused("not a tokenizer that can be used: ");
    }
}
