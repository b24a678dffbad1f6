package llamanas.workers.llama;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes a made-up checkpoint of a given shape: random bfloat16 weights, norms of one, in safetensors shards with an index.
 * For trying loading and memory at real sizes; the model says nothing sensible.
 */
public final class CheckpointMaker {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int BLOCK = 1 << 24;

    private final LlamaConfig config;
    private final ByteBuffer noise = ByteBuffer.allocateDirect(BLOCK).order(ByteOrder.LITTLE_ENDIAN);

    private CheckpointMaker(LlamaConfig config, long seed) {
        this.config = config;
        SplittableRandom random = new SplittableRandom(seed);
        while (noise.hasRemaining()) {
            noise.putShort(bfloat16((float) (random.nextGaussian() * 0.02)));
        }
    }

    /**
     * @param folder is created; has to be empty
     * @param tokenizer a tokenizer.json that fits the vocabulary, is copied
     */
    public static void write(LlamaConfig config, Path folder, Path tokenizer, int shards, long seed) {
        try {
            Files.createDirectories(folder);
            Files.copy(tokenizer, folder.resolve(Tokenizer.FILE));
            new CheckpointMaker(config, seed).write(folder, shards);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Path folder, int shards) throws IOException {
        Map<String, long[]> tensors = tensors();
        List<Map<String, long[]>> parts = split(tensors, shards);
        ObjectNode index = JSON.createObjectNode();
        ObjectNode map = index.putObject("weight_map");
        for (int i = 0; i < parts.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, parts.size());
            parts.get(i).keySet().forEach(tensor -> map.put(tensor, name));
            writeShard(folder.resolve(name), parts.get(i));
        }
        Files.writeString(folder.resolve(CheckpointIndex.INDEX), JSON.writeValueAsString(index));
        Files.writeString(folder.resolve(LlamaConfig.FILE), configJson());
    }

    private Map<String, long[]> tensors() {
        long hidden = config.hiddenSize();
        long q = (long) config.heads() * config.headDim();
        long kv = (long) config.kvHeads() * config.headDim();
        long ffn = config.intermediateSize();
        Map<String, long[]> tensors = new LinkedHashMap<>();
        tensors.put("model.embed_tokens.weight", new long[] {config.vocabSize(), hidden});
        for (int i = 0; i < config.layers(); i++) {
            String layer = "model.layers." + i + ".";
            tensors.put(layer + "input_layernorm.weight", new long[] {hidden});
            tensors.put(layer + "self_attn.q_proj.weight", new long[] {q, hidden});
            tensors.put(layer + "self_attn.k_proj.weight", new long[] {kv, hidden});
            tensors.put(layer + "self_attn.v_proj.weight", new long[] {kv, hidden});
            tensors.put(layer + "self_attn.o_proj.weight", new long[] {hidden, q});
            tensors.put(layer + "post_attention_layernorm.weight", new long[] {hidden});
            tensors.put(layer + "mlp.gate_proj.weight", new long[] {ffn, hidden});
            tensors.put(layer + "mlp.up_proj.weight", new long[] {ffn, hidden});
            tensors.put(layer + "mlp.down_proj.weight", new long[] {hidden, ffn});
        }
        tensors.put("model.norm.weight", new long[] {hidden});
        tensors.put("lm_head.weight", new long[] {config.vocabSize(), hidden});
        return tensors;
    }

    private static List<Map<String, long[]>> split(Map<String, long[]> tensors, int shards) {
        long total = tensors.values().stream().mapToLong(CheckpointMaker::bytes).sum();
        List<Map<String, long[]>> parts = new ArrayList<>();
        long seen = 0;
        for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
            int part = (int) Math.min(shards - 1, seen * shards / total);
            while (parts.size() <= part) {
                parts.add(new LinkedHashMap<>());
            }
            parts.get(part).put(tensor.getKey(), tensor.getValue());
            seen += bytes(tensor.getValue());
        }
        return parts;
    }

    private static long bytes(long[] shape) {
        long bytes = Dtype.BFLOAT16.bytes();
        for (long size : shape) {
            bytes *= size;
        }
        return bytes;
    }

    private void writeShard(Path file, Map<String, long[]> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        long offset = 0;
        for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
            ObjectNode entry = header.putObject(tensor.getKey());
            entry.put("dtype", SafetensorsDtype.BF16.name());
            entry.set("shape", JSON.valueToTree(tensor.getValue()));
            long end = offset + bytes(tensor.getValue());
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        byte[] json = padded(JSON.writeValueAsString(header));
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
            out.write(length.putLong(json.length).flip());
            out.write(ByteBuffer.wrap(json));
            for (Map.Entry<String, long[]> tensor : tensors.entrySet()) {
                writeTensor(out, tensor.getValue());
            }
        }
    }

    /** Data starts at a multiple of 8 bytes, as the reference implementation does it. */
    private static byte[] padded(String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        return (json + " ".repeat((8 - bytes.length % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }

    private void writeTensor(FileChannel out, long[] shape) throws IOException {
        ByteBuffer source = shape.length == 1 ? ones((int) shape[0]) : noise;
        long left = bytes(shape);
        while (left > 0) {
            ByteBuffer block = source.duplicate();
            block.clear().limit((int) Math.min(source.capacity(), left));
            left -= block.remaining();
            while (block.hasRemaining()) {
                out.write(block);
            }
        }
    }

    private static ByteBuffer ones(int count) {
        ByteBuffer ones = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        while (ones.hasRemaining()) {
            ones.putShort(bfloat16(1));
        }
        return ones;
    }

    private static short bfloat16(float value) {
        return (short) (Float.floatToIntBits(value) >>> 16);
    }

    private String configJson() throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.putArray("architectures").add("LlamaForCausalLM");
        node.put("model_type", "llama")
                .put("hidden_size", config.hiddenSize())
                .put("intermediate_size", config.intermediateSize())
                .put("num_hidden_layers", config.layers())
                .put("num_attention_heads", config.heads())
                .put("num_key_value_heads", config.kvHeads())
                .put("head_dim", config.headDim())
                .put("vocab_size", config.vocabSize())
                .put("max_position_embeddings", config.maxPositions())
                .put("rms_norm_eps", config.rmsNormEps())
                .put("rope_theta", config.rope().theta())
                .put("hidden_act", "silu")
                .put("tie_word_embeddings", false)
                .put("attention_bias", false)
                .put("bos_token_id", config.bosId())
                .put("eos_token_id", config.eosIds().get(0))
                .put("torch_dtype", Dtype.BFLOAT16.label());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node);
    }
}
