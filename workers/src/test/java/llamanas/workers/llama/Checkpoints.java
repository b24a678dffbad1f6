package llamanas.workers.llama;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Small checkpoints on disk, right ones and spoilt ones. */
public final class Checkpoints {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final Path ROOT = Path.of(System.getProperty("llamanas.root"));
    static final Path DEMO = ROOT.resolve("config/demo/model");
    static final Path SHARED = ROOT.resolve("../shared").normalize();

    private Checkpoints() {}

    /** The config of a network with 2 layers, hidden 8, FFN 12, 4 heads, 2 KV heads, vocabulary 16. */
    static ObjectNode config() {
        return (ObjectNode)
                json(
                        """
                {"model_type": "llama", "architectures": ["LlamaForCausalLM"], "hidden_size": 8, "intermediate_size": 12,
                 "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 16,
                 "max_position_embeddings": 32, "rms_norm_eps": 1e-5, "hidden_act": "silu", "rope_theta": 10000.0,
                 "tie_word_embeddings": true, "bos_token_id": 1, "eos_token_id": 2, "torch_dtype": "float32"}""");
    }

    static com.fasterxml.jackson.databind.JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The shapes that {@link #config()} calls for, in file order. */
    static Map<String, List<Integer>> shapes() {
        Map<String, List<Integer>> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", List.of(16, 8));
        for (int i = 0; i < 2; i++) {
            String layer = "model.layers." + i + ".";
            shapes.put(layer + "input_layernorm.weight", List.of(8));
            shapes.put(layer + "self_attn.q_proj.weight", List.of(8, 8));
            shapes.put(layer + "self_attn.k_proj.weight", List.of(4, 8));
            shapes.put(layer + "self_attn.v_proj.weight", List.of(4, 8));
            shapes.put(layer + "self_attn.o_proj.weight", List.of(8, 8));
            shapes.put(layer + "post_attention_layernorm.weight", List.of(8));
            shapes.put(layer + "mlp.gate_proj.weight", List.of(12, 8));
            shapes.put(layer + "mlp.up_proj.weight", List.of(12, 8));
            shapes.put(layer + "mlp.down_proj.weight", List.of(8, 12));
        }
        shapes.put("model.norm.weight", List.of(8));
        return shapes;
    }

    /** The headers of a checkpoint of zeros that is stored in that dtype. */
    public static CheckpointIndex stored(Path folder, SafetensorsDtype dtype) throws IOException {
        writeConfig(folder, config -> {});
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, List<Integer>> tensor : shapes().entrySet()) {
            long end = offset + dtype.bytes() * tensor.getValue().stream().reduce(1, (a, b) -> a * b);
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", dtype.name());
            tensor.getValue().forEach(entry.withArray("shape")::add);
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        write(folder.resolve(CheckpointIndex.SINGLE), header.toString(), (int) offset);
        return CheckpointIndex.read(folder);
    }

    static void writeConfig(Path folder, Consumer<ObjectNode> change) throws IOException {
        ObjectNode config = config();
        change.accept(config);
        Files.writeString(folder.resolve("config.json"), config.toString());
    }

    /** A safetensors file of float32 zeros, its header changed before it is written. */
    static Path write(Path file, Map<String, List<Integer>> shapes, Consumer<ObjectNode> change) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, List<Integer>> tensor : shapes.entrySet()) {
            long end = offset + 4L * tensor.getValue().stream().reduce(1, (a, b) -> a * b);
            ObjectNode entry = header.putObject(tensor.getKey()).put("dtype", "F32");
            tensor.getValue().forEach(entry.withArray("shape")::add);
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        change.accept(header);
        return write(file, header.toString(), (int) offset);
    }

    static Path write(Path file, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return write(file, json.length, json, dataBytes);
    }

    static Path write(Path file, long headerLength, byte[] json, int dataBytes) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(file, bytes.putLong(headerLength).put(json).array());
        return file;
    }
}
