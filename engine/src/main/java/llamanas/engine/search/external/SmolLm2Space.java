package llamanas.engine.search.external;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import llamanas.engine.search.SearchProblem;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/**
 * SmolLM2-135M with layers that may go, three FFN widths and 16 or 8 bits for each layer; a sub-network as a word of one
 * character a layer: {@code -} where it is gone, else the place of its width and bits among {@link #WIDTHS} times
 * {@link #BITS}, as in {@code 5} for all of it and {@code 4} for all of it at 8 bits.
 */
public final class SmolLm2Space {
    static final int LAYERS = 30;
    static final List<Integer> WIDTHS = List.of(1024, 1280, 1536);
    static final List<Integer> BITS = List.of(8, 16);

    /** The metric that is recorded, nats/token. */
    public static final String DIVERGENCE = "wiki." + Metrics.KL;

    /** Beyond this divergence, in nats/token, nothing is of interest. */
    public static final double REGION = 1.1;

    private static final char GONE = '-';
    private static final ModelShape SHAPE =
            new ModelShape(LAYERS, 576, 1536, 9, 3, 64, 49152, 8192, true, false, false);

    private SmolLm2Space() {}

    /** The space of the spec {@code space { keep = all, ffn = [1024, 1280, 1536], bits = [16, 8] }}. */
    public static SearchSpace space() {
        List<Integer> all = IntStream.range(0, LAYERS).boxed().toList();
        return new SearchSpace(
                SHAPE,
                List.of(
                        new KeepDimension(all),
                        new FfnDimension(all, WIDTHS),
                        new BitsDimension(all, BitsDimension.Matrices.LAYER, BITS)));
    }

    /** Divergence and bytes, with a region of interest. */
    static SearchProblem problem(SearchSpace space) {
        SearchSpec spec = new SearchSpec(
                SmolLm2.NAME,
                "",
                "bfloat16",
                List.of(),
                new SpaceSpec(List.of(), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                List.of(Objective.of(DIVERGENCE), Objective.of(Metrics.BYTES)),
                List.of(),
                new StrategySpec(StrategySpec.RANDOM, 1, 0, 0, 1),
                1,
                1,
                null,
                null,
                null,
                false,
                null,
                List.of(new Constraint(DIVERGENCE, null, REGION)),
                false,
                null);
        return SearchProblem.of(space, spec);
    }

    /** As a word. */
    public static String word(Architecture architecture) {
        StringBuilder word = new StringBuilder();
        for (LayerChoice layer : architecture.layers()) {
            int place = WIDTHS.indexOf(layer.ffn()) * BITS.size()
                    + BITS.indexOf(layer.bits().ffn());
            word.append(layer.keep() ? (char) ('0' + place) : GONE);
        }
        return word.toString();
    }

    /** What a word stands for; empty where it is none. */
    public static Optional<Architecture> architecture(String word) {
        if (word.length() != LAYERS) {
            return Optional.empty();
        }
        List<LayerChoice> layers = new ArrayList<>();
        for (int i = 0; i < LAYERS; i++) {
            char letter = word.charAt(i);
            int place = letter - '0';
            if (letter != GONE && (place < 0 || place >= WIDTHS.size() * BITS.size())) {
                return Optional.empty();
            }
            layers.add(
                    letter == GONE
                            ? LayerChoice.REMOVED
                            : LayerChoice.whole(SHAPE)
                                    .withFfn(WIDTHS.get(place / BITS.size()))
                                    .withBits(Bits.all(BITS.get(place % BITS.size()))));
        }
        return Optional.of(new Architecture(layers));
    }
}
