package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamanas.protocol.StoppedException;

/**
 * Reference points on the plane where all objectives add up to 1, evenly apart (Das, Dennis: Normal-Boundary Intersection,
 * 1998). With p divisions of each axis there are C(p + m - 1, m - 1) of them for m objectives. Where p is below m none of them
 * lies inside of the simplex, so that a second layer of p - 1 divisions, shrunk by half towards the centre, is added (Deb,
 * Jain: NSGA-III, 2014).
 */
final class ReferenceDirections {
    /** How far the second layer is shrunk. */
    private static final double INNER = 0.5;

    private ReferenceDirections() {}

    /** Points {@code [count(objectives, divisions)][objectives]}. */
    static double[][] of(int objectives, int divisions) {
        List<double[]> points = new ArrayList<>();
        addLayer(points, objectives, divisions, 1);
        if (isTwoLayered(objectives, divisions)) {
            addLayer(points, objectives, divisions - 1, INNER);
        }
        return points.toArray(double[][]::new);
    }

    /** How many points that makes; {@link Integer#MAX_VALUE} stands for that many or more. O(objectives). */
    static int count(int objectives, int divisions) {
        long count = layerCount(objectives, divisions);
        if (isTwoLayered(objectives, divisions)) {
            count += layerCount(objectives, divisions - 1);
        }
        return (int) Math.min(Integer.MAX_VALUE, count);
    }

    /** The most divisions, 1 at least, that make no more points than a number; 1 where there is one objective. */
    static int divisionsFor(int objectives, int most) {
        int divisions = 1;
        while (objectives > 1 && count(objectives, divisions + 1) <= most) {
            divisions++;
        }
        return divisions;
    }

    private static boolean isTwoLayered(int objectives, int divisions) {
        return objectives > 1 && divisions < objectives;
    }

    /** C(p + m - 1, m - 1), which each factor keeps whole. */
    private static long layerCount(int objectives, int divisions) {
        long count = 1;
        for (int i = 1; i < objectives; i++) {
            count = count * (divisions + i) / i;
            if (count >= Integer.MAX_VALUE) {
                return Integer.MAX_VALUE;
            }
        }
        return count;
    }

    private static void addLayer(List<double[]> points, int objectives, int divisions, double scale) {
        double[] centre = new double[objectives];
        Arrays.fill(centre, (1 - scale) / objectives);
        if (divisions == 0) {
            Arrays.fill(centre, 1.0 / objectives);
            points.add(centre);
        } else {
            addFrom(0, divisions, scale / divisions, centre, points);
        }
    }

    /** All ways to hand the steps that are left to the objectives from one on. */
    private static void addFrom(int objective, int steps, double step, double[] point, List<double[]> points) {
        StoppedException.ifInterrupted();
        if (objective == point.length - 1) {
            double[] last = point.clone();
            last[objective] += steps * step;
            points.add(last);
            return;
        }
        for (int taken = 0; taken <= steps; taken++) {
            double[] next = point.clone();
            next[objective] += taken * step;
            addFrom(objective + 1, steps - taken, step, next, points);
        }
    }
}
