package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.StoppedException;

/** Chooses a few of many candidates: the best fronts first, and spread over the front that can't be taken in full. */
final class Spread {
    private Spread() {}

    /** At most {@code count} candidates. O(n log n) for two objectives and O(count * front). */
    static List<Evaluated> best(List<Evaluated> candidates, int count) {
        List<Evaluated> chosen = new ArrayList<>();
        for (List<Integer> front : Pareto.fronts(candidates)) {
            chosen.addAll(farApart(front.stream().map(candidates::get).toList(), count - chosen.size()));
        }
        return chosen;
    }

    /**
     * The best in each objective, then again and again the candidate that is farthest from all chosen, in costs scaled to
     * the front's extent (Gonzalez 1985). Crowding distance would leave gaps: it does not change as neighbours are dropped.
     */
    private static List<Evaluated> farApart(List<Evaluated> front, int count) {
        if (front.size() <= count) {
            return front;
        }
        double[][] points = scaled(Pareto.costs(front));
        double[] distances = new double[points.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        Set<Integer> chosen = new LinkedHashSet<>();
        for (int objective = 0; objective < points[0].length && chosen.size() < count; objective++) {
            choose(best(points, objective), points, distances, chosen);
        }
        while (chosen.size() < count) {
            StoppedException.ifInterrupted();
            choose(farthest(distances, chosen), points, distances, chosen);
        }
        return chosen.stream().map(front::get).toList();
    }

    private static void choose(int index, double[][] points, double[] distances, Set<Integer> chosen) {
        chosen.add(index);
        for (int i = 0; i < points.length; i++) {
            distances[i] = Math.min(distances[i], squaredDistance(points[i], points[index]));
        }
    }

    private static int best(double[][] points, int objective) {
        int best = 0;
        for (int i = 1; i < points.length; i++) {
            if (points[i][objective] < points[best][objective]) {
                best = i;
            }
        }
        return best;
    }

    private static int farthest(double[] distances, Set<Integer> chosen) {
        int farthest = -1;
        for (int i = 0; i < distances.length; i++) {
            boolean farther = farthest < 0 || distances[i] > distances[farthest];
            if (farther && !chosen.contains(i)) {
                farthest = i;
            }
        }
        return farthest;
    }

    private static double[][] scaled(double[][] points) {
        double[][] scaled = Arrays.stream(points).map(double[]::clone).toArray(double[][]::new);
        for (int objective = 0; objective < points[0].length; objective++) {
            int column = objective;
            double low = Arrays.stream(points).mapToDouble(p -> p[column]).min().orElse(0);
            double high =
                    Arrays.stream(points).mapToDouble(p -> p[column]).max().orElse(0);
            double extent = high > low ? high - low : 1;
            for (double[] point : scaled) {
                point[column] = (point[column] - low) / extent;
            }
        }
        return scaled;
    }

    private static double squaredDistance(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }
        return sum;
    }
}
