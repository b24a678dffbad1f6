package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamanas.protocol.StoppedException;
import org.jspecify.annotations.Nullable;

/**
 * Multiple-choice knapsack: one option of every block, such that damage is least, under every budget at once. Dynamic programming
 * block by block (Kellerer, Pferschy, Pisinger: Knapsack Problems, 2004, ch. 11), where the range of costs is cut into cells, and
 * each cell keeps its best few choices with their true costs, so that there are next-best solutions when the best are known.
 * Exact where no cell gets more sums of costs than it keeps. O(blocks * cells * kept * options * kept), and
 * O(blocks * cells * kept) memory.
 */
final class BlockKnapsack {
    private final double[][] damage;
    private final double[][] cost;
    private final int cells;
    private final int kept;
    private final double extent;

    /**
     * A choice of the blocks so far.
     *
     * @param before the choice without the last block; null before the first
     * @param option of the last block
     */
    private record Partial(@Nullable Partial before, int option, double damage, double cost) {}

    /**
     * @param damage {@code [block][option]}
     * @param cost {@code [block][option]}, in the same order
     * @param cells how many budgets
     * @param kept choices that each budget keeps
     */
    BlockKnapsack(double[][] damage, double[][] cost, int cells, int kept) {
        this.damage = damage;
        this.cost = cost;
        this.cells = cells;
        this.kept = kept;
        this.extent = Arrays.stream(cost).mapToDouble(c -> max(c) - min(c)).sum();
    }

    /** The options of all blocks, one array a solution: from the smallest budget to the largest, the best of each first. */
    List<int[]> solve() {
        List<Partial> partials = List.of(new Partial(null, 0, 0, 0));
        double lowest = 0;
        for (int block = 0; block < damage.length; block++) {
            lowest += min(cost[block]);
            partials = extended(partials, block, lowest);
        }
        return partials.stream().map(this::options).toList();
    }

    private List<Partial> extended(List<Partial> partials, int block, double lowest) {
        List<List<Partial>> next = new ArrayList<>();
        for (int cell = 0; cell < cells; cell++) {
            next.add(new ArrayList<>(kept));
        }
        for (Partial partial : partials) {
            StoppedException.ifInterrupted();
            for (int option = 0; option < damage[block].length; option++) {
                double longer = partial.cost + cost[block][option];
                insert(
                        next.get(cell(longer - lowest)),
                        partial,
                        option,
                        partial.damage + damage[block][option],
                        longer);
            }
        }
        return next.stream().flatMap(List::stream).toList();
    }

    private int cell(double above) {
        return extent > 0 ? (int) Math.min(Math.max(above / extent * cells, 0), cells - 1.0) : 0;
    }

    /** Keeps the best in ascending order of damage; of equal ones the first. */
    private void insert(List<Partial> cell, Partial before, int option, double damage, double cost) {
        int place = cell.size();
        while (place > 0 && cell.get(place - 1).damage > damage) {
            place--;
        }
        if (place == kept) {
            return;
        }
        if (cell.size() == kept) {
            cell.remove(kept - 1);
        }
        cell.add(place, new Partial(before, option, damage, cost));
    }

    private int[] options(Partial last) {
        int[] options = new int[damage.length];
        int block = damage.length;
        for (Partial partial = last; partial != null && block > 0; partial = partial.before) {
            options[--block] = partial.option;
        }
        return options;
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }
}
