package llamanas.workers.elastic;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.NonFinite;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.llama.Tokenizer;
import llamanas.workers.quant.QuantizedSubnetworks;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint, loaded once, of which every sub-network is a plan.
 *
 * @param hash of the weights (see {@link CheckpointHash})
 * @param preparation how the checkpoint was prepared; null for one as others made it
 * @param quantized its matrices of 8 and 4 bits
 */
public record SuperNetwork(
        LlamaModel model,
        Tokenizer tokenizer,
        String hash,
        @Nullable Manifest preparation,
        QuantizedSubnetworks quantized)
        implements AutoCloseable {
    /**
     * Loads a Hugging Face folder.
     *
     * @throws InvalidInputException where something in it can't be used, or its manifest belongs to other weights
     */
    public static SuperNetwork load(Path folder, Device device, Dtype dtype) {
        return load(folder, device, dtype, QuantizedSubnetworks.DEFAULT_BUDGET);
    }

    /**
     * Loads a Hugging Face folder.
     *
     * @param budget bytes of quantized matrices to keep
     * @throws InvalidInputException where something in it can't be used, or its manifest belongs to other weights
     */
    public static SuperNetwork load(Path folder, Device device, Dtype dtype, long budget) {
        CheckpointIndex checkpoint = CheckpointIndex.read(folder);
        return of(checkpoint, LlamaModel.load(checkpoint, device, dtype), budget);
    }

    /**
     * Loads a checkpoint whose headers were read already; what is rounded to one dtype may be computed in another.
     *
     * @throws InvalidInputException where something in it can't be used, or its manifest belongs to other weights
     */
    public static SuperNetwork load(
            CheckpointIndex checkpoint, Device device, Arithmetic arithmetic, NonFinite nonFinite) {
        return of(
                checkpoint,
                LlamaModel.load(checkpoint, device, arithmetic, nonFinite),
                QuantizedSubnetworks.DEFAULT_BUDGET);
    }

    private static SuperNetwork of(CheckpointIndex checkpoint, LlamaModel model, long budget) {
        Path folder = checkpoint.folder();
        try {
            String hash = CheckpointHash.of(checkpoint);
            Manifest manifest = Manifest.find(folder).orElse(null);
            if (manifest != null) {
                manifest.checkBelongs(folder, hash, model.shape());
            }
            Tokenizer tokenizer = Tokenizer.open(folder, model.config());
            return new SuperNetwork(model, tokenizer, hash, manifest, QuantizedSubnetworks.of(model, budget));
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
     * @throws InvalidInputException where the architecture does not fit the model, or the device has no kernel for its bits
     */
    public Subnetwork subnetwork(Architecture architecture) {
        return subnetwork(architecture, WithoutKernel.REFUSE);
    }

    /**
     * A sub-network; its owner closes it.
     *
     * @param without what becomes of bits that the device has no kernel for
     * @throws InvalidInputException where the architecture does not fit the model, or these bits are refused
     */
    public Subnetwork subnetwork(Architecture architecture, WithoutKernel without) {
        long[] plan = Plan.of(architecture, shape());
        boolean views =
                architecture.layers().stream().noneMatch(layer -> layer.bits().quantized());
        return views ? model.views(plan) : quantized.of(architecture, plan, without);
    }

    /** Makes sub-networks; who asks for one closes it. */
    public Function<Architecture, Subnetwork> subnetworks(WithoutKernel without) {
        return architecture -> subnetwork(architecture, without);
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
        quantized.close();
        model.close();
        tokenizer.close();
    }
}
