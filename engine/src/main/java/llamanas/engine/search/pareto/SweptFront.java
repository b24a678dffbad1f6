package llamanas.engine.search.pareto;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A front that grows while a sweep visits distinct points in lexicographic order. Every point so far is no worse than the
 * next one in the first objective, and none equals it; so only the other objectives decide about domination.
 */
abstract sealed class SweptFront {
    /** Whether a point of this front dominates a point that comes later in the sweep. */
    abstract boolean dominates(double[] point);

    /** Adds the next point of the sweep, which this front does not dominate. */
    abstract void add(double[] point);

    static SweptFront of(int objectives) {
        return switch (objectives) {
            case 1 -> new Single();
            case 2 -> new Line();
            case 3 -> new Staircase();
            default -> new Listed();
        };
    }

    /** One objective: whatever comes later is worse. */
    private static final class Single extends SweptFront {
        private boolean empty = true;

        @Override
        boolean dominates(double[] point) {
            return !empty;
        }

        @Override
        void add(double[] point) {
            empty = false;
        }
    }

    /** Two objectives: the smallest second one is enough. O(1). */
    private static final class Line extends SweptFront {
        private double smallest = Double.POSITIVE_INFINITY;

        @Override
        boolean dominates(double[] point) {
            return smallest <= point[1];
        }

        @Override
        void add(double[] point) {
            smallest = point[1];
        }
    }

    /** Three objectives: the front of the second and third, third by second (Kung et al. 1975). O(log n). */
    private static final class Staircase extends SweptFront {
        private final TreeMap<Double, Double> steps = new TreeMap<>();

        @Override
        boolean dominates(double[] point) {
            Map.Entry<Double, Double> step = steps.floorEntry(key(point));
            return step != null && step.getValue() <= point[2];
        }

        @Override
        void add(double[] point) {
            Map.Entry<Double, Double> covered = steps.ceilingEntry(key(point));
            while (covered != null && covered.getValue() >= point[2]) {
                steps.remove(covered.getKey());
                covered = steps.higherEntry(covered.getKey());
            }
            steps.put(key(point), point[2]);
        }

        /** Adding 0 turns -0, which a tree map takes for another number, into 0. */
        private static double key(double[] point) {
            return point[1] + 0.0;
        }
    }

    /** More objectives: look at every member, the latest first, as they are the most likely to dominate. O(n). */
    private static final class Listed extends SweptFront {
        private final List<double[]> members = new ArrayList<>();

        @Override
        boolean dominates(double[] point) {
            for (int i = members.size() - 1; i >= 0; i--) {
                if (Pareto.dominates(members.get(i), point)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        void add(double[] point) {
            members.add(point);
        }
    }
}
