package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointIndexTest {
    private static final String NORM = "model.norm.weight";

    @TempDir
    private Path folder;

    private void check(Map<String, List<Integer>> shapes, Consumer<ObjectNode> config) throws IOException {
        Checkpoints.writeConfig(folder, config);
        Checkpoints.write(folder.resolve(CheckpointIndex.SINGLE), shapes, h -> {});
        CheckpointIndex.read(folder).check(LlamaConfig.read(folder));
    }

    private static Map<String, List<Integer>> with(String tensor, List<Integer> shape) {
        Map<String, List<Integer>> shapes = Checkpoints.shapes();
        shapes.put(tensor, shape);
        return shapes;
    }

    private void assertRefused(Map<String, List<Integer>> shapes, Consumer<ObjectNode> config, String message) {
        assertThatThrownBy(() -> check(shapes, config))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message);
    }

    /** Two shards: the final norm in the second one, everything else in the first. */
    private void writeShards(Consumer<ObjectNode> weightMap) throws IOException {
        Map<String, List<Integer>> first = new TreeMap<>(Checkpoints.shapes());
        first.remove(NORM);
        Checkpoints.write(folder.resolve("a.safetensors"), first, h -> {});
        Checkpoints.write(folder.resolve("b.safetensors"), Map.of(NORM, List.of(8)), h -> {});
        ObjectNode index = Checkpoints.JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map").put(NORM, "b.safetensors");
        first.keySet().forEach(tensor -> map.put(tensor, "a.safetensors"));
        weightMap.accept(map);
        Files.writeString(folder.resolve(CheckpointIndex.INDEX), index.toString());
    }

    private void assertShardsRefused(String message) {
        assertThatThrownBy(() -> CheckpointIndex.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageContaining(message);
    }

    @Test
    void acceptsTheDemoModel() {
        CheckpointIndex index = CheckpointIndex.read(Checkpoints.DEMO);
        assertThatCode(() -> index.check(LlamaConfig.read(Checkpoints.DEMO))).doesNotThrowAnyException();
        assertThat(CheckpointHash.of(index)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void acceptsTiedModelsWithAndWithoutAHead() throws IOException {
        check(Checkpoints.shapes(), c -> {});
        check(with("lm_head.weight", List.of(16, 8)), c -> {});
        check(with("lm_head.weight", List.of(16, 8)), c -> c.put("tie_word_embeddings", false));
    }

    @Test
    void acceptsStoredRotaryFrequencies() throws IOException {
        check(with("model.layers.1.self_attn.rotary_emb.inv_freq", List.of(1)), c -> {});
    }

    /** Whatever they are stored in, and whether the index of the shards names them or not. */
    @ParameterizedTest
    @ValueSource(strings = {"rope.freqs", "model.rotary_emb.inv_freq", "layers.0.self_attn.rotary_emb.cos_cached"})
    void passesOverWhatFollowsFromTheConfig(String buffer) throws IOException {
        Map<String, List<Integer>> shapes = Checkpoints.shapes();
        shapes.put(buffer, List.of(4));
        Checkpoints.writeConfig(folder, c -> {});
        Checkpoints.write(folder.resolve(CheckpointIndex.SINGLE), shapes, h -> ((ObjectNode) h.get(buffer))
                .put("dtype", "F64")
                .putArray("shape")
                .add(2));
        CheckpointIndex index = CheckpointIndex.read(folder);
        index.check(LlamaConfig.read(folder));
        assertThat(index.tensors())
                .doesNotContainKey(buffer)
                .hasSize(Checkpoints.shapes().size());
        Files.delete(folder.resolve(CheckpointIndex.SINGLE));
        writeShards(map -> map.put(buffer, "a.safetensors"));
        CheckpointIndex.read(folder).check(LlamaConfig.read(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "model.model."})
    void readsNamesWithAndWithoutPrefix(String prefix) throws IOException {
        Map<String, List<Integer>> shapes = new TreeMap<>();
        with("lm_head.weight", List.of(16, 8))
                .forEach((name, shape) -> shapes.put(
                        name.startsWith("model.") ? prefix + name.substring("model.".length()) : name, shape));
        check(shapes, c -> c.put("tie_word_embeddings", false));
        Map<String, List<Integer>> twice = Checkpoints.shapes();
        twice.put("norm.weight", List.of(8));
        assertRefused(twice, c -> {}, "found model.norm.weight as well, expected one of both");
    }

    @Test
    void readsTiedEmbeddingsByTheirSecondName() throws IOException {
        Map<String, List<Integer>> shapes = Checkpoints.shapes();
        shapes.put("lm_head.weight", shapes.remove("model.embed_tokens.weight"));
        check(shapes, c -> {});
        assertRefused(shapes, c -> c.put("tie_word_embeddings", false), "tensor model.embed_tokens.weight: missing");
    }

    @Test
    void namesWhatGitLeftInThePlaceOfAFile() throws IOException {
        String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n";
        Checkpoints.writeConfig(folder, c -> {});
        Files.writeString(folder.resolve(CheckpointIndex.SINGLE), pointer);
        assertShardsRefused("found a Git LFS pointer, expected the file itself; fetch it with 'git lfs pull'");
        Files.writeString(folder.resolve("config.json"), pointer);
        assertThatThrownBy(() -> LlamaConfig.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found a Git LFS pointer");
    }

    @Test
    void checksBiasesWhereTheConfigHasThem() throws IOException {
        Map<String, List<Integer>> shapes = Checkpoints.shapes();
        for (int i = 0; i < 2; i++) {
            String layer = "model.layers." + i + ".";
            shapes.put(layer + "self_attn.q_proj.bias", List.of(8));
            shapes.put(layer + "self_attn.k_proj.bias", List.of(4));
            shapes.put(layer + "self_attn.v_proj.bias", List.of(4));
            shapes.put(layer + "self_attn.o_proj.bias", List.of(8));
            shapes.put(layer + "mlp.gate_proj.bias", List.of(12));
            shapes.put(layer + "mlp.up_proj.bias", List.of(12));
            shapes.put(layer + "mlp.down_proj.bias", List.of(8));
        }
        check(shapes, c -> c.put("attention_bias", true).put("mlp_bias", true));
        shapes.put("model.layers.1.mlp.up_proj.bias", List.of(8));
        assertRefused(
                shapes,
                c -> c.put("attention_bias", true).put("mlp_bias", true),
                "model.layers.1.mlp.up_proj.bias: found shape [8], expected [12] (intermediate_size; mlp_bias");
    }

    @Test
    void refusesOtherShapesThanTheConfigs() {
        assertRefused(
                Checkpoints.shapes(),
                c -> c.put("intermediate_size", 16),
                "tensor model.layers.0.mlp.gate_proj.weight: found shape [12, 8], expected [16, 8]"
                        + " (intermediate_size, hidden_size in config.json)");
        assertRefused(
                Checkpoints.shapes(),
                c -> c.put("num_key_value_heads", 4),
                "k_proj.weight: found shape [4, 8], expected [8, 8] (num_key_value_heads x head_dim, hidden_size");
    }

    @Test
    void refusesMissingAndUnknownTensors() {
        assertRefused(
                Checkpoints.shapes(),
                c -> c.put("num_hidden_layers", 3),
                "tensor model.layers.2.input_layernorm.weight: missing, expected shape [8]");
        assertRefused(
                Checkpoints.shapes(),
                c -> c.put("tie_word_embeddings", false),
                "tensor lm_head.weight: missing, expected shape [16, 8] (vocab_size, hidden_size; tie_word_embeddings");
        assertRefused(
                Checkpoints.shapes(),
                c -> c.put("num_hidden_layers", 1),
                "does not call for it (num_hidden_layers is 1)");
        assertRefused(
                with("model.layers.0.self_attn.q_norm.weight", List.of(2)),
                c -> {},
                "tensor model.layers.0.self_attn.q_norm.weight: found, but config.json does not call for it");
        assertRefused(
                with("model.layers.0.self_attn.q_proj.bias", List.of(8)),
                c -> {},
                "(attention_bias is false, mlp_bias");
    }

    @Test
    void readsShards() throws IOException {
        Checkpoints.writeConfig(folder, c -> {});
        writeShards(m -> {});
        CheckpointIndex index = CheckpointIndex.read(folder);
        assertThat(index.files()).containsExactly(folder.resolve("a.safetensors"), folder.resolve("b.safetensors"));
        assertThat(index.tensor(NORM).file()).isEqualTo(folder.resolve("b.safetensors"));
        assertThatCode(() -> index.check(LlamaConfig.read(folder))).doesNotThrowAnyException();
    }

    @Test
    void refusesAMissingShard() throws IOException {
        writeShards(m -> {});
        Files.delete(folder.resolve("b.safetensors"));
        assertShardsRefused("b.safetensors: missing shard, named by model.safetensors.index.json");
    }

    @Test
    void refusesAnIndexThatContradictsItsShards() throws IOException {
        writeShards(m -> m.put("lm_head.weight", "b.safetensors"));
        assertShardsRefused("weight_map: lm_head.weight: found b.safetensors, which has no such tensor");
        writeShards(m -> m.remove("model.embed_tokens.weight"));
        assertShardsRefused(
                "has tensor model.embed_tokens.weight, which model.safetensors.index.json places in no shard");
        writeShards(m -> m.removeAll());
        assertShardsRefused("weight_map: found nothing");
    }

    @Test
    void refusesAnIndexThatLeadsOutOfTheFolder() throws IOException {
        writeShards(m -> m.put(NORM, "../b.safetensors"));
        assertShardsRefused("found ../b.safetensors, expected the name of a .safetensors file in the same folder");
    }

    @Test
    void saysWhatItFoundInsteadOfWeights() throws IOException {
        assertShardsRefused("found no config.json and no weights, expected a Hugging Face checkpoint with config.json");
        Checkpoints.writeConfig(folder, c -> {});
        assertShardsRefused("found no weights, expected model.safetensors or model.safetensors.index.json");
        Files.createFile(folder.resolve("pytorch_model.bin"));
        assertShardsRefused("found only pytorch_model.bin, expected");
    }

    @Test
    void hashesEveryByteOfSmallAndSamplesOfLargeCheckpoints() throws IOException {
        Checkpoints.writeConfig(folder, c -> {});
        Path file = Checkpoints.write(folder.resolve(CheckpointIndex.SINGLE), Checkpoints.shapes(), h -> {});
        CheckpointIndex index = CheckpointIndex.read(folder);
        String whole = CheckpointHash.of(index);
        String sampled = CheckpointHash.of(index, 1);
        assertThat(whole).startsWith("sha256:");
        assertThat(sampled).startsWith("sampled-sha256:");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] = 1;
        Files.write(file, bytes);
        assertThat(CheckpointHash.of(index)).isNotEqualTo(whole);
        assertThat(CheckpointHash.of(index, 1)).isNotEqualTo(sampled);
        String weights = CheckpointHash.of(index);
        Checkpoints.writeConfig(folder, c -> c.put("rope_theta", 5));
        assertThat(CheckpointHash.of(index)).isNotEqualTo(weights);
    }
}
