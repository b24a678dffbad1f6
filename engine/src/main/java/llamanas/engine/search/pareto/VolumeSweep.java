package llamanas.engine.search.pareto;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/**
 * The hypervolume of three objectives: a plane sweeps along the third, and below it the area that is dominated in the other two
 * grows point by point (Beume, Fonseca, Lopez-Ibanez, Paquete, Vahrenhold: On the Complexity of Computing the Hypervolume
 * Indicator, 2009). A point takes away steps of the area's edge that it dominates, each only once, so that it all is O(n log n).
 */
final class VolumeSweep {
    private final double[] reference;
    /** The area's edge: the second objective by the first, falling. */
    private final TreeMap<Double, Double> edge = new TreeMap<>();

    private double area;

    private VolumeSweep(double[] reference) {
        this.reference = reference;
    }

    /**
     * The volume that is dominated, in the first three objectives.
     *
     * @param points {@code [n][3 or more]}, better than the reference point in those three
     */
    static double of(double[][] points, double[] reference) {
        double[][] sorted = points.clone();
        Arrays.sort(sorted, Comparator.comparingDouble(p -> p[2]));
        VolumeSweep sweep = new VolumeSweep(reference);
        double volume = 0;
        for (int i = 0; i < sorted.length; i++) {
            sweep.add(sorted[i][0], sorted[i][1]);
            double next = i + 1 < sorted.length ? sorted[i + 1][2] : reference[2];
            volume += sweep.area * (next - sorted[i][2]);
        }
        return volume;
    }

    private void add(double x, double y) {
        Map.Entry<Double, Double> before = edge.floorEntry(x);
        double height = before == null ? reference[1] : before.getValue();
        if (height <= y) {
            return;
        }
        double from = x;
        Map.Entry<Double, Double> next = edge.higherEntry(x);
        while (next != null && next.getValue() >= y) {
            area += (next.getKey() - from) * (height - y);
            from = next.getKey();
            height = next.getValue();
            edge.remove(from);
            next = edge.higherEntry(from);
        }
        double to = next == null ? reference[0] : next.getKey();
        area += (to - from) * (height - y);
        edge.put(x, y);
    }
}
