package llamanas.workers.llama;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.Arrays;
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
            noise.putShort(TensorBytes.bfloat16((float) (random.nextGaussian() * 0.02)));
        }
    }

    /**
     * @param folder is created; has to be empty
     * @param tokenizer a tokenizer.json that fits the vocabulary, is copied
     * @throws llamanas.protocol.InvalidInputException where the folder is taken or the disk is full
     */
    public static void write(LlamaConfig config, Path folder, Path tokenizer, int shards, long seed) {
        CheckpointMaker maker = new CheckpointMaker(config, seed);
        List<TensorEntry> tensors = CheckpointLayout.of(config).stream()
                .map(tensor -> new TensorEntry(tensor.name(), SafetensorsDtype.BF16, tensor.shape(config)))
                .toList();
        CheckpointWriter.into(folder)
                .shards(shards)
                .write(
                        List.of(tokenizer),
                        tensors,
                        maker::writeTensor,
                        temporary -> Map.of(LlamaConfig.FILE, maker.configJson()));
    }

    private void writeTensor(TensorEntry tensor, WritableByteChannel out) throws IOException {
        ByteBuffer source = tensor.shape().size() == 1 ? ones(tensor) : noise;
        long left = tensor.bytes();
        while (left > 0) {
            ByteBuffer block = source.duplicate();
            block.clear().limit((int) Math.min(source.capacity(), left));
            left -= block.remaining();
            SafetensorsWriter.writeAll(out, block);
        }
    }

    private static ByteBuffer ones(TensorEntry tensor) {
        float[] ones = new float[Math.toIntExact(tensor.shape().get(0))];
        Arrays.fill(ones, 1);
        return TensorBytes.of(ones, tensor.dtype());
    }

    private byte[] configJson() throws IOException {
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
                .put("tie_word_embeddings", config.tiedEmbeddings())
                .put("attention_bias", config.attentionBias())
                .put("mlp_bias", config.mlpBias())
                .put("bos_token_id", config.bosId().orElse(1))
                .put("eos_token_id", config.eosIds().get(0))
                .put("torch_dtype", Dtype.BFLOAT16.label());
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(node);
    }
}
