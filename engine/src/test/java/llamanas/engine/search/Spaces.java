package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Dimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.KvHeadsDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Search spaces to test with: LLaMA-2-7B's, and random small ones of every kind. */
public final class Spaces {
    public static final ModelShape LLAMA_2_7B =
            new ModelShape(32, 4096, 11008, 32, 32, 128, 32000, 4096, false, false, false);

    private Spaces() {}

    /** The space of the paper: depth 24, 28 or 32 and two widths a layer. */
    public static SearchSpace llamaNas() {
        List<Integer> order = IntStream.range(0, 32).map(i -> 31 - i).boxed().toList();
        return new SearchSpace(
                LLAMA_2_7B,
                List.of(
                        new DepthDimension(List.of(24, 28, 32), order, 32),
                        new FfnDimension(all(32), List.of(5504, 11008))));
    }

    public static List<Integer> all(int layers) {
        return IntStream.range(0, layers).boxed().toList();
    }

    /** Up to 4 layers, any mix of dimensions, also on some layers only, widths with and without 0 and the full width. */
    public static Arbitrary<SearchSpace> any() {
        return Arbitraries.integers().between(1, 4).flatMap(layers -> {
            Arbitrary<List<Integer>> some =
                    Arbitraries.of(all(layers)).list().uniqueElements().ofMinSize(1);
            Arbitrary<List<Integer>> widths = Arbitraries.of(0, 8, 16, 24, 32)
                    .list()
                    .uniqueElements()
                    .ofMinSize(1)
                    .ofMaxSize(3);
            Arbitrary<List<Dimension>> depth = Combinators.combine(some, Arbitraries.shuffle(all(layers)))
                    .as((counts, order) -> List.of(new DepthDimension(counts, order, layers)));
            Arbitrary<List<Dimension>> keep = some.map(s -> List.of(new KeepDimension(s)));
            Arbitrary<List<Dimension>> layerwise = Arbitraries.oneOf(depth, keep, Arbitraries.just(List.of()));
            return Combinators.combine(layerwise, some, Arbitraries.of(true, false), some, widths, deeper(layers))
                    .as((first, attention, attends, ffn, w, more) -> {
                        List<Dimension> dimensions = new ArrayList<>(first);
                        if (attends) {
                            dimensions.add(new AttentionDimension(attention));
                        }
                        dimensions.add(new FfnDimension(ffn, w));
                        // A space has one dimension that decides how layers attend.
                        more.stream()
                                .filter(dimension -> !(attends && dimension instanceof AttentionDimension))
                                .forEach(dimensions::add);
                        return new SearchSpace(shape(layers), dimensions);
                    });
        });
    }

    /** At most two of: heads, windows and bits on one or two layers, so that spaces stay small enough to go through. */
    private static Arbitrary<List<Dimension>> deeper(int layers) {
        Arbitrary<List<Integer>> few =
                Arbitraries.of(all(layers)).list().uniqueElements().ofMinSize(1).ofMaxSize(Math.min(2, layers));
        Arbitrary<List<Integer>> heads =
                Arbitraries.of(0, 1, 2).list().uniqueElements().ofMinSize(1);
        Arbitrary<List<Integer>> bits =
                Arbitraries.of(Bits.CHOICES).list().uniqueElements().ofMinSize(1);
        List<Attention> operators = List.of(Attention.window(5), Attention.FULL);
        Arbitrary<Dimension> one = Arbitraries.oneOf(
                Combinators.combine(few, heads).as(KvHeadsDimension::new),
                few.map(some -> new AttentionDimension(some, operators)),
                Combinators.combine(few, Arbitraries.of(BitsDimension.Matrices.class), bits)
                        .as(BitsDimension::new));
        return one.list().ofMaxSize(2).filter(Spaces::decideOnDifferentThings);
    }

    private static boolean decideOnDifferentThings(List<Dimension> dimensions) {
        return dimensions.size() < 2
                || dimensions.get(0).getClass() != dimensions.get(1).getClass();
    }

    private static ModelShape shape(int layers) {
        return new ModelShape(layers, 16, 32, 4, 2, 4, 50, 64, true, false, false);
    }
}
