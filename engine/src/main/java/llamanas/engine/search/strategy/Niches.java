package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;

/**
 * Niches around reference directions, and who fills them (Deb, Jain: NSGA-III, 2014, section IV-D and E). A point belongs to
 * the direction whose line from the origin is nearest.
 */
final class Niches {
    private final double[][] directions;
    private final int[] occupants;
    /** Indices of the points of each niche that may still be chosen, nearest to its line first. */
    private final List<List<Integer>> waiting;

    /** @param directions {@code [niches][objectives]}, none of them all 0 */
    Niches(double[][] directions) {
        this.directions = Arrays.stream(directions).map(Niches::unit).toArray(double[][]::new);
        this.occupants = new int[directions.length];
        this.waiting = IntStream.range(0, directions.length)
                .<List<Integer>>mapToObj(i -> new ArrayList<>())
                .toList();
    }

    /**
     * Fills the places that the better fronts leave: again and again the emptiest niche that somebody waits for gets one more,
     * its nearest where it has none, else any. O(n niches m + count niches).
     *
     * @param points scaled costs {@code [n][objectives]}
     * @param chosen indices of the points that are in
     * @param last indices of the points of which some get in
     * @param count how many of the last, at most all
     * @return indices of those
     */
    static List<Integer> choose(
            double[][] directions,
            double[][] points,
            List<Integer> chosen,
            List<Integer> last,
            int count,
            Randomness random) {
        Niches niches = new Niches(directions);
        chosen.forEach(i -> niches.occupants[niches.nearest(points[i])]++);
        last.forEach(i -> niches.waiting.get(niches.nearest(points[i])).add(i));
        for (int niche = 0; niche < directions.length; niche++) {
            niches.nearestFirst(niche, points);
        }
        return IntStream.range(0, count).mapToObj(i -> niches.next(random)).toList();
    }

    private int next(Randomness random) {
        int niche = emptiest(random);
        List<Integer> candidates = waiting.get(niche);
        int place = occupants[niche] == 0 ? 0 : random.nextInt(candidates.size());
        occupants[niche]++;
        return candidates.remove(place);
    }

    /** Of the niches that somebody waits for one with the fewest occupants, each of those equally likely. */
    private int emptiest(Randomness random) {
        int fewest = Integer.MAX_VALUE;
        int found = -1;
        int ties = 0;
        for (int niche = 0; niche < occupants.length; niche++) {
            if (waiting.get(niche).isEmpty() || occupants[niche] > fewest) {
                continue;
            }
            ties = occupants[niche] < fewest ? 1 : ties + 1;
            fewest = occupants[niche];
            found = ties == 1 || random.nextInt(ties) == 0 ? niche : found;
        }
        return found;
    }

    private void nearestFirst(int niche, double[][] points) {
        waiting.get(niche)
                .sort((a, b) -> Double.compare(
                        squaredDistance(points[a], directions[niche]), squaredDistance(points[b], directions[niche])));
    }

    private int nearest(double[] point) {
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int niche = 0; niche < directions.length; niche++) {
            double distance = squaredDistance(point, directions[niche]);
            if (distance < least) {
                least = distance;
                nearest = niche;
            }
        }
        return nearest;
    }

    /** Of a point from the line through the origin in a direction of length 1. */
    private static double squaredDistance(double[] point, double[] direction) {
        double along = 0;
        for (int k = 0; k < point.length; k++) {
            along += point[k] * direction[k];
        }
        double squared = 0;
        for (int k = 0; k < point.length; k++) {
            double off = point[k] - along * direction[k];
            squared += off * off;
        }
        return squared;
    }

    private static double[] unit(double[] direction) {
        double length = Math.sqrt(Arrays.stream(direction).map(d -> d * d).sum());
        return Arrays.stream(direction).map(d -> d / length).toArray();
    }
}
