package llamanas.engine.app;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checkpoints that can't be right, given to the program: one message, exit code 2. */
class BadModelTest {
    private static final String NORM = "model.norm.weight";
    private static final Path TASKS = Program.root().resolve("config/demo/tasks");

    @TempDir
    private Path folder;

    @Test
    void noFolder() {
        Path nowhere = folder.resolve("no such model");
        Commands.run("evaluate", "--model", nowhere, "--task", TASKS.resolve("stories-search.txt"))
                .isBadInput(nowhere.toString(), "config.json");
    }

    @Test
    void missingConfig() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).without("config.json");
        model.isRefused(model.file("config.json").toString());
    }

    @Test
    void configThatIsNoJson() throws IOException {
        SpoiltModel model = new SpoiltModel(folder);
        Files.writeString(model.file("config.json"), "{\"model_type\": ");
        model.isRefused(model.file("config.json").toString());
    }

    @Test
    void configThatContradictsATensorsShape() throws IOException {
        SpoiltModel model =
                new SpoiltModel(folder).json("config.json", config -> config.put("intermediate_size", 1024));
        model.isRefused(model.weights().toString(), "mlp.", "found shape", "768", "expected", "1024", "config.json");
    }

    @Test
    void configOfAnotherFamily() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).json("config.json", config -> config.put("model_type", "mamba"));
        model.isRefused(model.file("config.json").toString(), "model_type", "mamba", "llama");
    }

    @Test
    void truncatedWeights() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).truncated(1000);
        model.isRefused(model.weights().toString(), "truncated");
    }

    @Test
    void emptyWeights() throws IOException {
        SpoiltModel model = new SpoiltModel(folder);
        Files.write(model.weights(), new byte[0]);
        model.isRefused(model.weights().toString(), "truncated");
    }

    @Test
    void headerLengthOf2To60() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).headerLength(1L << 60);
        model.isRefused(model.weights().toString(), "header length 1152921504606846976", "limit");
    }

    @Test
    void overlappingOffsets() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).header(header -> {
            ObjectNode tensor = (ObjectNode) header.get(NORM);
            long end = tensor.get("data_offsets").get(1).longValue();
            long start = tensor.get("data_offsets").get(0).longValue();
            long shift = start > 0 ? -4 : 4;
            tensor.putArray("data_offsets").add(start + shift).add(end + shift);
        });
        model.isRefused(model.weights().toString(), "overlaps", NORM, "data_offsets", "expected");
    }

    @Test
    void unknownDtype() throws IOException {
        SpoiltModel model =
                new SpoiltModel(folder).header(header -> ((ObjectNode) header.get(NORM)).put("dtype", "F8_E4M3"));
        model.isRefused(model.weights().toString(), NORM, "F8_E4M3", "expected", "BF16");
    }

    @Test
    void missingTensor() throws IOException {
        SpoiltModel model =
                new SpoiltModel(folder).header(header -> header.set("model.other.weight", header.remove(NORM)));
        model.isRefused(model.folder().toString(), NORM, "missing");
    }

    @Test
    void missingShard() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).without("model.safetensors");
        Files.writeString(
                model.file("model.safetensors.index.json"),
                "{\"weight_map\": {\"model.norm.weight\": \"model-00001-of-00002.safetensors\"}}");
        model.isRefused(model.file("model-00001-of-00002.safetensors").toString(), "missing shard", "index.json");
    }

    @Test
    void noWeights() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).without("model.safetensors");
        model.isRefused(model.folder().toString(), "no weights", "model.safetensors");
    }

    @Test
    void tokenizerBeyondTheVocabulary() throws IOException {
        SpoiltModel model = new SpoiltModel(folder)
                .json("tokenizer.json", tokenizer -> ((ObjectNode) tokenizer.at("/model/vocab"))
                        .put("<extra>", 100_000));
        model.isRefused(model.file("tokenizer.json").toString(), "vocab_size", "config.json");
    }

    @Test
    void tokenizerThatIsNone() throws IOException {
        SpoiltModel model = new SpoiltModel(folder);
        Files.writeString(model.file("tokenizer.json"), "{}");
        model.isRefused(model.file("tokenizer.json").toString());
    }

    @Test
    void missingTokenizer() throws IOException {
        SpoiltModel model = new SpoiltModel(folder).without("tokenizer.json");
        model.isRefused(model.file("tokenizer.json").toString());
    }
}
