package llamanas.workers.elastic;

import ai.djl.Device;
import java.nio.file.Path;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Tokenizer;

/**
 * A checkpoint, loaded once, of which every sub-network is a plan.
 *
 * @param hash of the weights (see {@link CheckpointHash})
 */
public record SuperNetwork(LlamaModel model, Tokenizer tokenizer, String hash) implements AutoCloseable {
    /**
     * Loads a Hugging Face folder.
     *
     * @throws llamanas.protocol.InvalidInputException where something in it can't be used
     */
    public static SuperNetwork load(Path folder, Device device, Dtype dtype) {
        LlamaModel model = LlamaModel.load(folder, device, dtype);
        try {
            Tokenizer tokenizer = Tokenizer.open(folder, model.config());
            return new SuperNetwork(model, tokenizer, CheckpointHash.of(CheckpointIndex.read(folder)));
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    public ModelShape shape() {
        return model.shape();
    }

    /** The plan of the full network. */
    public long[] fullPlan() {
        return Plan.of(Architecture.full(shape()), shape());
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
