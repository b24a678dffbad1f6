package llamanas.workers.measure;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/**
 * Which sub-networks tell what each kind of block takes. All layers of one are alike, and it differs from the full network in one
 * kind of block, or in its depth: so what a block takes is measured in the company that it will have, and many times over, where
 * one block alone would be lost beside what it takes to call it.
 */
public final class CalibrationDesign {
    /** Sizes of blocks that are measured, of those that differ in nothing else; between them lines are drawn. */
    private static final int KNOTS = 5;

    /** Draws for one new sub-network before a space counts as too small for more. */
    private static final int PATIENCE = 1000;

    private CalibrationDesign() {}

    /** The designed sub-networks of a space, the full one first; some lie outside of the space. */
    public static List<Architecture> of(SearchSpace space) {
        ModelShape shape = space.shape();
        LayerChoice whole = Architecture.full(shape).layers().get(0);
        BlockKind attention = BlockKind.attention(whole);
        BlockKind ffn = BlockKind.ffn(whole);
        Set<BlockKind> attentions = new LinkedHashSet<>(Set.of(attention));
        Set<BlockKind> ffns = new LinkedHashSet<>(Set.of(ffn));
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (LayerChoice choice : space.options(layer)) {
                attentions.add(BlockKind.attention(choice));
                ffns.add(BlockKind.ffn(choice));
            }
        }
        int layers = shape.layers();
        Set<Architecture> designed = new LinkedHashSet<>();
        Stream.of(layers, (layers + 1) / 2, 1).forEach(depth -> designed.add(uniform(layers, depth, attention, ffn)));
        designed.add(uniform(layers, layers, attention, BlockKind.NONE));
        designed.add(uniform(layers, layers, BlockKind.NONE, ffn));
        knots(attentions).forEach(kind -> designed.add(uniform(layers, layers, kind, ffn)));
        knots(ffns).forEach(kind -> designed.add(uniform(layers, layers, attention, kind)));
        return List.copyOf(designed);
    }

    /** The first {@code depth} layers with these blocks, and no others. */
    private static Architecture uniform(int layers, int depth, BlockKind attention, BlockKind ffn) {
        List<LayerChoice> all = new ArrayList<>(Collections.nCopies(layers, LayerChoice.REMOVED));
        Collections.fill(all.subList(0, depth), BlockKind.layer(attention, ffn));
        return new Architecture(all);
    }

    /** Of blocks that differ in nothing but their size the smallest, the largest, and some between. */
    private static List<BlockKind> knots(Collection<BlockKind> kinds) {
        Map<List<Integer>, SortedSet<Integer>> families =
                new TreeMap<>((a, b) -> a.get(0).equals(b.get(0))
                        ? a.get(1).compareTo(b.get(1))
                        : a.get(0).compareTo(b.get(0)));
        for (BlockKind kind : kinds) {
            if (!kind.isGone()) {
                families.computeIfAbsent(List.of(kind.window(), kind.bits()), f -> new TreeSet<>())
                        .add(kind.size());
            }
        }
        List<BlockKind> knots = new ArrayList<>();
        families.forEach((family, sizes) -> thinned(List.copyOf(sizes))
                .forEach(size -> knots.add(new BlockKind(size, family.get(0), family.get(1)))));
        return knots;
    }

    private static Set<Integer> thinned(List<Integer> sizes) {
        Set<Integer> kept = new LinkedHashSet<>();
        int last = sizes.size() - 1;
        int most = Math.min(KNOTS, sizes.size());
        for (int i = 0; i < most; i++) {
            kept.add(sizes.get(most == 1 ? 0 : Math.round((float) i * last / (most - 1))));
        }
        return kept;
    }

    /**
     * Random sub-networks of a space, each once; fewer where the space has not so many.
     *
     * @param without these are left out
     */
    public static List<Architecture> random(
            SearchSpace space, int count, Collection<Architecture> without, Randomness random) {
        int[] choices = space.choices();
        Set<Architecture> taken = new LinkedHashSet<>(without);
        List<Architecture> drawn = new ArrayList<>();
        for (int missed = 0; drawn.size() < count && missed < PATIENCE; missed++) {
            Architecture architecture = space.architecture(Genome.uniform(choices, random));
            if (architecture.depth() > 0 && taken.add(architecture)) {
                drawn.add(architecture);
                missed = 0;
            }
        }
        return drawn;
    }
}
