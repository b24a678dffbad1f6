package llamanas.workers.elastic;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/**
 * What one would do without a search: prune a checkpoint to a size by one rule.
 *
 * <ul>
 *   <li>{@code magnitude}, {@code wanda}: structured pruning of feed-forward neurons by that score (see {@link Importance}), the
 *       same width in all layers
 *   <li>{@code shortgpt}: whole layers, those of least block influence first (ShortGPT, arXiv 2403.03853)
 * </ul>
 *
 * A size is a share of the decoder's parameters, without embedding, final norm and output projection.
 *
 * @param folder checkpoint in which what is pruned are neurons from a place on, or whole layers
 * @param removalOrder layers from the first to go on; empty where neurons are pruned
 */
public record PruningBaseline(String method, Path folder, List<Integer> removalOrder) {
    /** Whole layers by block influence. */
    public static final String SHORTGPT = "shortgpt";

    /** All methods, as users write them. */
    public static final List<String> METHODS = List.of(PrepareSpec.MAGNITUDE, PrepareSpec.WANDA, SHORTGPT);

    private static final Set<String> OF_LAYERS = Set.of(SHORTGPT);

    public PruningBaseline {
        removalOrder = List.copyOf(removalOrder);
    }

    /**
     * Ranks what can be pruned.
     *
     * @param model folder that the network was loaded from
     * @param calibration token sequences
     * @param temporary a folder that does not exist, for the model with its neurons in order; the caller removes it
     */
    public static PruningBaseline of(
            String method,
            Path model,
            SuperNetwork network,
            List<int[]> calibration,
            Path temporary,
            Provenance by,
            Consumer<PrepareProgress> progress) {
        if (OF_LAYERS.contains(method)) {
            return new PruningBaseline(method, model, LayerImportance.removalOrder(network, calibration));
        }
        OrderedModel.Request request =
                new OrderedModel.Request(model, temporary, method, PrepareSpec.INFLUENCE, "baseline", 0, by);
        OrderedModel.write(network, request, calibration, progress);
        return new PruningBaseline(method, temporary, List.of());
    }

    /** The largest pruned network of at most that size. */
    public Architecture architecture(ModelShape shape, double size) {
        return removalOrder.isEmpty() ? ofWidth(shape, size) : ofDepth(shape, removalOrder, size);
    }

    /**
     * @throws InvalidInputException where the method can't prune a model of that shape so far
     */
    public static void checkReachable(String method, ModelShape shape, double size) {
        boolean layers = OF_LAYERS.contains(method);
        Architecture smallest = layers ? firstLayers(shape, 1) : uniform(shape, 0);
        double least = Cost.decoderShare(shape, smallest);
        if (least > size) {
            throw new InvalidInputException("--sizes: found " + size + ", expected at least "
                    + String.format(Locale.ROOT, "%.4f", least) + " for " + method + ", which is this model "
                    + (layers ? "with one layer" : "without feed-forward blocks")
                    + "; leave out the size or the method");
        }
    }

    private static Architecture ofWidth(ModelShape shape, double size) {
        int fits = 0;
        int beyond = shape.ffn() + 1;
        while (beyond - fits > 1) {
            int middle = (fits + beyond) >>> 1;
            if (Cost.decoderShare(shape, uniform(shape, middle)) <= size) {
                fits = middle;
            } else {
                beyond = middle;
            }
        }
        return uniform(shape, fits);
    }

    private static Architecture ofDepth(ModelShape shape, List<Integer> order, double size) {
        List<LayerChoice> layers = new ArrayList<>(Architecture.full(shape).layers());
        for (int layer : order) {
            if (Cost.decoderShare(shape, new Architecture(layers)) <= size) {
                break;
            }
            layers.set(layer, LayerChoice.REMOVED);
        }
        return new Architecture(layers);
    }

    private static Architecture firstLayers(ModelShape shape, int count) {
        List<LayerChoice> layers = new ArrayList<>(Architecture.full(shape).layers());
        Collections.fill(layers.subList(count, layers.size()), LayerChoice.REMOVED);
        return new Architecture(layers);
    }

    private static Architecture uniform(ModelShape shape, int width) {
        return new Architecture(
                Collections.nCopies(shape.layers(), LayerChoice.whole(shape).withFfn(width)));
    }
}
