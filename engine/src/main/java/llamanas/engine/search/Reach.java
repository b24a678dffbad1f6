package llamanas.engine.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;

/**
 * Which values of additive metrics (a constant plus a sum over the layers) the sub-networks of a space can reach. Extremes are
 * exact: each layer takes its own. Whether something lies within bounds is decided by depth-first search over the layers that
 * cuts off what the remaining layers can't mend, and what was reached before with the same sums.
 */
final class Reach {
    /** States after which a search within bounds gives up. Usual spaces have some thousand distinct sums. */
    private static final int MOST_STATES = 1_000_000;

    private final List<Part> parts;
    private final int metrics;

    /**
     * Whether a sub-network lies within bounds.
     *
     * @param found one that does
     * @param proven whether an empty {@code found} means that there is none, rather than that the search gave up
     */
    record Answer(Optional<Architecture> found, boolean proven) {}

    Reach(SearchSpace space, List<ToDoubleFunction<Architecture>> metrics) {
        this.metrics = metrics.size();
        this.parts =
                LayerOptions.of(space).stream().map(o -> new Part(o, metrics)).toList();
    }

    double minimum(int metric) {
        return parts.stream().mapToDouble(p -> p.lowest[0][metric]).min().orElseThrow();
    }

    double maximum(int metric) {
        return parts.stream().mapToDouble(p -> p.highest[0][metric]).max().orElseThrow();
    }

    /** The sub-network with the smallest value. */
    Architecture smallest(int metric) {
        return Collections.min(parts, Comparator.comparingDouble(p -> p.lowest[0][metric]))
                .smallest(metric);
    }

    /** Looks for a sub-network with every metric between its bounds, both included. */
    Answer within(double[] low, double[] high) {
        boolean proven = true;
        for (Part part : parts) {
            Within search = new Within(part, low, high);
            if (search.visit(0, new double[metrics])) {
                return new Answer(Optional.of(new Architecture(search.chosen())), true);
            }
            proven &= !search.gaveUp();
        }
        return new Answer(Optional.empty(), proven);
    }

    /**
     * The reachable value of a metric that is nearest to an interval without any, by bisection over its distance. Metrics are whole
     * numbers. Where the search gives up, a reachable value that may not be the nearest.
     */
    double nearest(int metric, double low, double high, ToDoubleFunction<Architecture> value) {
        double missed = 0;
        double best = outside(minimum(metric), low, high) < outside(maximum(metric), low, high)
                ? minimum(metric)
                : maximum(metric);
        while (outside(best, low, high) - missed >= 1) {
            double distance = (missed + outside(best, low, high)) / 2;
            Optional<Architecture> found =
                    within(metric, low - distance, high + distance).found();
            if (found.isPresent()) {
                best = value.applyAsDouble(found.get());
            } else {
                missed = distance;
            }
        }
        return best;
    }

    /** Looks for a sub-network with one metric between two bounds, both included. */
    Answer within(int metric, double low, double high) {
        double[] lows = new double[metrics];
        double[] highs = new double[metrics];
        Arrays.fill(lows, Double.NEGATIVE_INFINITY);
        Arrays.fill(highs, Double.POSITIVE_INFINITY);
        lows[metric] = low;
        highs[metric] = high;
        return within(lows, highs);
    }

    private static double outside(double value, double low, double high) {
        return Math.max(0, Math.max(low - value, value - high));
    }

    /** Layers to choose one by one, with what each choice adds to each metric. */
    private static final class Part {
        private final List<List<LayerChoice>> options;
        /** {@code [layer][option][metric]}; the first layer carries the constants. */
        private final double[][][] added;
        /** {@code [layer][metric]}: the least that this layer and all later ones add. */
        private final double[][] lowest;
        /** {@code [layer][metric]}: the most that they add. */
        private final double[][] highest;

        Part(LayerOptions options, List<ToDoubleFunction<Architecture>> metrics) {
            this.options = options.layers();
            int layers = this.options.size();
            added = new double[layers][][];
            lowest = new double[layers + 1][metrics.size()];
            highest = new double[layers + 1][metrics.size()];
            List<LayerChoice> nothing = Collections.nCopies(layers, LayerChoice.REMOVED);
            for (int layer = layers - 1; layer >= 0; layer--) {
                added[layer] = added(nothing, layer, metrics);
                for (int metric = 0; metric < metrics.size(); metric++) {
                    int column = metric;
                    lowest[layer][metric] = lowest[layer + 1][metric]
                            + Arrays.stream(added[layer])
                                    .mapToDouble(a -> a[column])
                                    .min()
                                    .orElseThrow();
                    highest[layer][metric] = highest[layer + 1][metric]
                            + Arrays.stream(added[layer])
                                    .mapToDouble(a -> a[column])
                                    .max()
                                    .orElseThrow();
                }
            }
        }

        private double[][] added(List<LayerChoice> nothing, int layer, List<ToDoubleFunction<Architecture>> metrics) {
            return options.get(layer).stream()
                    .map(option -> {
                        List<LayerChoice> alone = new ArrayList<>(nothing);
                        alone.set(layer, option);
                        return metrics.stream()
                                .mapToDouble(metric -> metric.applyAsDouble(new Architecture(alone))
                                        - (layer == 0 ? 0 : metric.applyAsDouble(new Architecture(nothing))))
                                .toArray();
                    })
                    .toArray(double[][]::new);
        }

        Architecture smallest(int metric) {
            List<LayerChoice> chosen = new ArrayList<>();
            for (int layer = 0; layer < options.size(); layer++) {
                double[][] costs = added[layer];
                int best = IntStream.range(0, costs.length)
                        .boxed()
                        .min(Comparator.comparingDouble(o -> costs[o][metric]))
                        .orElseThrow();
                chosen.add(options.get(layer).get(best));
            }
            return new Architecture(chosen);
        }
    }

    /** One search within bounds. */
    private static final class Within {
        private record State(int layer, List<Double> sums) {}

        private final Part part;
        private final double[] low;
        private final double[] high;
        private final int[] chosen;
        private final Set<State> hopeless = new HashSet<>();

        Within(Part part, double[] low, double[] high) {
            this.part = part;
            this.low = low;
            this.high = high;
            this.chosen = new int[part.options.size()];
        }

        boolean gaveUp() {
            return hopeless.size() >= MOST_STATES;
        }

        boolean visit(int layer, double[] sums) {
            if (gaveUp() || !possible(layer, sums)) {
                return false;
            }
            if (layer == chosen.length) {
                return true;
            }
            State state = new State(layer, Arrays.stream(sums).boxed().toList());
            if (hopeless.contains(state)) {
                return false;
            }
            for (int option = 0; option < part.added[layer].length; option++) {
                chosen[layer] = option;
                if (visit(layer + 1, sum(sums, part.added[layer][option]))) {
                    return true;
                }
            }
            hopeless.add(state);
            return false;
        }

        List<LayerChoice> chosen() {
            return IntStream.range(0, chosen.length)
                    .mapToObj(layer -> part.options.get(layer).get(chosen[layer]))
                    .toList();
        }

        private boolean possible(int layer, double[] sums) {
            for (int metric = 0; metric < sums.length; metric++) {
                if (sums[metric] + part.highest[layer][metric] < low[metric]
                        || sums[metric] + part.lowest[layer][metric] > high[metric]) {
                    return false;
                }
            }
            return true;
        }

        private static double[] sum(double[] a, double[] b) {
            double[] sum = a.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += b[i];
            }
            return sum;
        }
    }
}
