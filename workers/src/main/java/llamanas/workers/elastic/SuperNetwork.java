package llamanas.workers.elastic;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.llama.Tokenizer;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint, loaded once, of which every sub-network is a plan.
 *
 * @param hash of the weights (see {@link CheckpointHash})
 * @param preparation how the checkpoint was prepared; null for one as others made it
 */
public record SuperNetwork(LlamaModel model, Tokenizer tokenizer, String hash, @Nullable Manifest preparation)
        implements AutoCloseable {
    /**
     * Loads a Hugging Face folder.
     *
     * @throws InvalidInputException where something in it can't be used, or its manifest belongs to other weights
     */
    public static SuperNetwork load(Path folder, Device device, Dtype dtype) {
        CheckpointIndex checkpoint = CheckpointIndex.read(folder);
        LlamaModel model = LlamaModel.load(checkpoint, device, dtype);
        try {
            String hash = CheckpointHash.of(checkpoint);
            Manifest manifest = Manifest.find(folder).orElse(null);
            if (manifest != null) {
                manifest.checkBelongs(folder, hash, model.shape());
            }
            return new SuperNetwork(model, Tokenizer.open(folder, model.config()), hash, manifest);
        } catch (RuntimeException e) {
            model.close();
            throw e;
        }
    }

    /** How the checkpoint was prepared. */
    public Optional<Manifest> manifest() {
        return Optional.ofNullable(preparation);
    }

    /**
     * Layers from the least to the most important one: as the preparation found, or else by block influence.
     *
     * @param calibration token ids of some text; asked only where the checkpoint is not prepared
     */
    public List<Integer> layerOrder(Supplier<List<int[]>> calibration) {
        return manifest()
                .map(manifest -> manifest.depth().order())
                .orElseGet(() -> LayerImportance.removalOrder(this, calibration.get()));
    }

    public ModelShape shape() {
        return model.shape();
    }

    /**
     * A sub-network; its owner closes it.
     *
     * @throws InvalidInputException where the architecture does not fit the model
     */
    public Subnetwork subnetwork(Architecture architecture) {
        return model.views(Plan.of(architecture, shape()));
    }

    /** The full network; it needs no closing. */
    public Subnetwork full() {
        return model.views(fullPlan());
    }

    /** The plan of the full network. */
    public long[] fullPlan() {
        return Plan.full(shape());
    }

    @Override
    public void close() {
        model.close();
        tokenizer.close();
    }
}
