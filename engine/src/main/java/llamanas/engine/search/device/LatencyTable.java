package llamanas.engine.search.device;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import llamanas.engine.search.predict.LeastSquares;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeviceProfile.Curve;
import llamanas.protocol.search.DeviceProfile.Knot;
import llamanas.protocol.search.DeviceProfile.Table;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.LayerChoice;

/**
 * What each kind of block takes, looked up: linear in the size between sizes that were measured, and refused beyond them.
 *
 * <p>A block can't be timed alone on a small model, where launching it takes as long as running it. So whole sub-networks are
 * timed, and the table is what adds up to their times with the least squared relative error, with no entry below 0.
 */
final class LatencyTable implements DeviceModel {
    private final Table table;
    private final Map<Family, Curve> attention;
    private final Map<Family, Curve> ffn;

    /** Blocks that differ in their size alone. */
    private record Family(int window, int bits) implements Comparable<Family> {
        static Family of(BlockKind kind) {
            return new Family(kind.window(), kind.bits());
        }

        @Override
        public int compareTo(Family other) {
            int byWindow = Integer.compare(window, other.window);
            return byWindow != 0 ? byWindow : Integer.compare(bits, other.bits);
        }
    }

    LatencyTable(Table table) {
        this.table = table;
        attention = byFamily(table.attention());
        ffn = byFamily(table.ffn());
    }

    private static Map<Family, Curve> byFamily(List<Curve> curves) {
        Map<Family, Curve> map = new TreeMap<>();
        curves.forEach(curve -> map.put(new Family(curve.window(), curve.bits()), curve));
        return map;
    }

    /** The table of the sizes that are in these sub-networks. O(n * knots^2 + knots^4) where entries end at 0. */
    static Table fit(List<Timing> timings, ToDoubleFunction<Timing> ms) {
        Map<Family, SortedSet<Integer>> attention = new TreeMap<>();
        Map<Family, SortedSet<Integer>> ffn = new TreeMap<>();
        for (Timing timing : timings) {
            for (LayerChoice layer : timing.architecture().layers()) {
                note(attention, BlockKind.attention(layer));
                note(ffn, BlockKind.ffn(layer));
            }
        }
        Columns columns = new Columns(attention, ffn);
        double[][] rows = timings.stream()
                .map(timing -> columns.row(timing, ms.applyAsDouble(timing)))
                .toArray(double[][]::new);
        double[] ones = timings.stream().mapToDouble(timing -> 1).toArray();
        double[] weights = LeastSquares.nonNegative(rows, ones);
        return new Table(
                weights[0], columns.curves(attention, weights, 1), columns.curves(ffn, weights, columns.firstFfn));
    }

    private static void note(Map<Family, SortedSet<Integer>> sizes, BlockKind kind) {
        if (!kind.isGone()) {
            sizes.computeIfAbsent(Family.of(kind), f -> new TreeSet<>()).add(kind.size());
        }
    }

    /** Which unknown is which: the constant, then the knots of attention, then those of feed-forward blocks. */
    private static final class Columns {
        private final Map<BlockKind, Integer> attention = new HashMap<>();
        private final Map<BlockKind, Integer> ffn = new HashMap<>();
        private final int firstFfn;
        private final int count;

        Columns(Map<Family, SortedSet<Integer>> attentionSizes, Map<Family, SortedSet<Integer>> ffnSizes) {
            firstFfn = number(attentionSizes, attention, 1);
            count = number(ffnSizes, ffn, firstFfn);
        }

        private static int number(Map<Family, SortedSet<Integer>> sizes, Map<BlockKind, Integer> columns, int first) {
            int next = first;
            for (Map.Entry<Family, SortedSet<Integer>> family : sizes.entrySet()) {
                for (int size : family.getValue()) {
                    columns.put(
                            new BlockKind(
                                    size,
                                    family.getKey().window(),
                                    family.getKey().bits()),
                            next++);
                }
            }
            return next;
        }

        /** How often each unknown is in a sub-network, as a share of its time, so that errors are relative. */
        double[] row(Timing timing, double ms) {
            double[] row = new double[count];
            row[0] = 1 / ms;
            for (LayerChoice layer : timing.architecture().layers()) {
                add(row, attention, BlockKind.attention(layer), ms);
                add(row, ffn, BlockKind.ffn(layer), ms);
            }
            return row;
        }

        private static void add(double[] row, Map<BlockKind, Integer> columns, BlockKind kind, double ms) {
            if (!kind.isGone()) {
                row[Objects.requireNonNull(columns.get(kind))] += 1 / ms;
            }
        }

        List<Curve> curves(Map<Family, SortedSet<Integer>> sizes, double[] weights, int first) {
            List<Curve> curves = new ArrayList<>();
            int next = first;
            for (Map.Entry<Family, SortedSet<Integer>> family : sizes.entrySet()) {
                List<Knot> knots = new ArrayList<>();
                for (int size : family.getValue()) {
                    knots.add(new Knot(size, weights[next++]));
                }
                curves.add(new Curve(family.getKey().window(), family.getKey().bits(), knots));
            }
            return curves;
        }
    }

    @Override
    public double constant() {
        return table.constant();
    }

    @Override
    public double attention(BlockKind kind) {
        return lookUp(attention, kind, "key/value heads");
    }

    @Override
    public double ffn(BlockKind kind) {
        return lookUp(ffn, kind, "neurons");
    }

    private static double lookUp(Map<Family, Curve> curves, BlockKind kind, String unit) {
        Curve curve = curves.get(Family.of(kind));
        if (curve == null) {
            throw new InvalidInputException("the latency table has no blocks with window " + kind.window() + " and "
                    + kind.bits() + " bits; calibrate it on a space that has them");
        }
        List<Knot> knots = curve.knots();
        Knot last = knots.get(knots.size() - 1);
        if (kind.size() < knots.get(0).size() || kind.size() > last.size()) {
            throw new InvalidInputException(
                    "the latency table knows blocks of " + knots.get(0).size() + " to "
                            + last.size() + " " + unit + ", and can't say what " + kind.size()
                            + " take; calibrate it on a space that has them");
        }
        return between(knots, kind.size());
    }

    private static double between(List<Knot> knots, int size) {
        int above = 0;
        while (knots.get(above).size() < size) {
            above++;
        }
        Knot high = knots.get(above);
        if (high.size() == size) {
            return high.ms();
        }
        Knot low = knots.get(above - 1);
        double share = (double) (size - low.size()) / (high.size() - low.size());
        return low.ms() + share * (high.ms() - low.ms());
    }
}
