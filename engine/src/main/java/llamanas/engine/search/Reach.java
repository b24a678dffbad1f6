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
import java.util.stream.Stream;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;

/**
 * Which values of {@link LayerMetric}s the sub-networks of a space can reach. Extremes are exact: each layer takes its own. Whether
 * something lies within bounds is decided by depth-first search over the layers that cuts off what the remaining layers can't
 * mend, and what was reached before with the same sums. Where a metric has a peak, both are done once for each largest peak.
 */
final class Reach {
    /** States after which a search within bounds gives up. Usual spaces have some thousand distinct sums. */
    private static final int MOST_STATES = 1_000_000;

    /** Steps of all searches together, after which each gives up at once: some seconds. */
    private static final long MOST_STEPS = 50_000_000;

    private final List<Part> parts;
    private final List<LayerMetric> metrics;
    private long steps;

    /**
     * Whether a sub-network lies within bounds.
     *
     * @param found one that does
     * @param proven whether an empty {@code found} means that there is none, rather than that the search gave up
     */
    record Answer(Optional<Architecture> found, boolean proven) {
        /** Whether there is none for certain. */
        boolean isImpossible() {
            return found.isEmpty() && proven;
        }
    }

    Reach(SearchSpace space, List<LayerMetric> metrics) {
        this.metrics = List.copyOf(metrics);
        this.parts = LayerOptions.of(space).stream()
                .flatMap(options -> parts(options.layers()))
                .toList();
    }

    /** One for each largest peak that is possible, with the options that stay below. */
    private Stream<Part> parts(List<List<LayerChoice>> options) {
        Optional<LayerMetric> peaked =
                metrics.stream().filter(LayerMetric::hasPeak).findFirst();
        if (peaked.isEmpty()) {
            return Stream.of(new Part(options, metrics, layer -> 0, 0));
        }
        ToDoubleFunction<LayerChoice> peak = peaked.get().peak();
        return options.stream()
                .flatMap(List::stream)
                .map(peak::applyAsDouble)
                .distinct()
                .map(ceiling -> new Part(below(options, peak, ceiling), metrics, peak, ceiling))
                .filter(part -> part.options.stream().noneMatch(List::isEmpty));
    }

    private static List<List<LayerChoice>> below(
            List<List<LayerChoice>> options, ToDoubleFunction<LayerChoice> peak, double ceiling) {
        return options.stream()
                .map(layer -> layer.stream()
                        .filter(option -> peak.applyAsDouble(option) <= ceiling)
                        .toList())
                .toList();
    }

    double minimum(int metric) {
        return metrics.get(metric)
                .snapped(parts.stream()
                        .mapToDouble(p -> p.extreme(metric, 1))
                        .min()
                        .orElseThrow());
    }

    double maximum(int metric) {
        return metrics.get(metric)
                .snapped(parts.stream()
                        .mapToDouble(p -> p.extreme(metric, -1))
                        .max()
                        .orElseThrow());
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
            Within search = new Within(part, metrics, low, high);
            StoppedException.ifInterrupted();
            if (search.visit(0, new double[metrics.size()], false)) {
                return new Answer(Optional.of(new Architecture(search.chosen())), true);
            }
            proven &= !search.gaveUp();
        }
        return new Answer(Optional.empty(), proven);
    }

    /**
     * The reachable value of a metric that is nearest to an interval without any, by bisection over its distance. Where the search gives up, a reachable value that may not be the nearest.
     */
    double nearest(int metric, double low, double high) {
        LayerMetric value = metrics.get(metric);
        double missed = 0;
        double best = outside(minimum(metric), low, high) < outside(maximum(metric), low, high)
                ? minimum(metric)
                : maximum(metric);
        while (outside(best, low, high) - missed >= value.step()) {
            double distance = (missed + outside(best, low, high)) / 2;
            Optional<Architecture> found =
                    within(metric, low - distance, high + distance).found();
            if (found.isPresent()) {
                best = value.of(found.get());
            } else {
                missed = distance;
            }
        }
        return best;
    }

    /** Looks for a sub-network with one metric between two bounds, both included. */
    Answer within(int metric, double low, double high) {
        double[] lows = new double[metrics.size()];
        double[] highs = new double[metrics.size()];
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
        /** {@code [layer][option]}: whether its peak is the part's largest one, which one layer at least has to have. */
        private final boolean[][] attains;

        /** @param ceiling the largest peak of the part; none of the options is above it */
        Part(
                List<List<LayerChoice>> options,
                List<LayerMetric> metrics,
                ToDoubleFunction<LayerChoice> peak,
                double ceiling) {
            this.options = options;
            attains = new boolean[options.size()][];
            Arrays.setAll(attains, layer -> attaining(options.get(layer), peak, ceiling));
            int layers = options.size();
            added = new double[layers][][];
            lowest = new double[layers + 1][metrics.size()];
            highest = new double[layers + 1][metrics.size()];
            List<LayerChoice> nothing = Collections.nCopies(layers, LayerChoice.REMOVED);
            for (int layer = layers - 1; layer >= 0; layer--) {
                added[layer] = added(nothing, layer, metrics, ceiling);
                for (int metric = 0; metric < metrics.size(); metric++) {
                    int column = metric;
                    lowest[layer][metric] = lowest[layer + 1][metric]
                            + Arrays.stream(added[layer])
                                    .mapToDouble(a -> a[column])
                                    .min()
                                    .orElse(0);
                    highest[layer][metric] = highest[layer + 1][metric]
                            + Arrays.stream(added[layer])
                                    .mapToDouble(a -> a[column])
                                    .max()
                                    .orElse(0);
                }
            }
        }

        private static boolean[] attaining(
                List<LayerChoice> options, ToDoubleFunction<LayerChoice> peak, double ceiling) {
            boolean[] attaining = new boolean[options.size()];
            for (int option = 0; option < attaining.length; option++) {
                attaining[option] = peak.applyAsDouble(options.get(option)) == ceiling;
            }
            return attaining;
        }

        /**
         * The least value of a metric, or with a sign of -1 the most: all layers take their best, but for one that takes its best of
         * those with the largest peak.
         */
        double extreme(int metric, int sign) {
            double best = 0;
            double price = Double.POSITIVE_INFINITY;
            for (int layer = 0; layer < added.length; layer++) {
                double free = Double.POSITIVE_INFINITY;
                double bound = Double.POSITIVE_INFINITY;
                for (int option = 0; option < added[layer].length; option++) {
                    double value = sign * added[layer][option][metric];
                    free = Math.min(free, value);
                    bound = attains[layer][option] ? Math.min(bound, value) : bound;
                }
                best += free;
                price = Math.min(price, bound - free);
            }
            return sign * (best + price);
        }

        private double[][] added(List<LayerChoice> nothing, int layer, List<LayerMetric> metrics, double ceiling) {
            return options.get(layer).stream()
                    .map(option -> {
                        List<LayerChoice> alone = new ArrayList<>(nothing);
                        alone.set(layer, option);
                        return metrics.stream()
                                .mapToDouble(metric -> metric.sum().applyAsDouble(new Architecture(alone))
                                        - (layer == 0
                                                ? (metric.hasPeak() ? -ceiling : 0)
                                                : metric.sum().applyAsDouble(new Architecture(nothing))))
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
    private final class Within {
        /** @param sums in steps */
        private record State(int layer, List<Long> sums, boolean attained) {}

        private final Part part;
        private final List<LayerMetric> metrics;
        private final double[] low;
        private final double[] high;
        private final int[] chosen;
        private final Set<State> hopeless = new HashSet<>();

        Within(Part part, List<LayerMetric> metrics, double[] low, double[] high) {
            this.part = part;
            this.metrics = metrics;
            this.low = low;
            this.high = high;
            this.chosen = new int[part.options.size()];
        }

        boolean gaveUp() {
            return hopeless.size() >= MOST_STATES || steps >= MOST_STEPS;
        }

        /** @param attained whether one of the layers before has the largest peak */
        boolean visit(int layer, double[] sums, boolean attained) {
            steps++;
            if (gaveUp() || !possible(layer, sums)) {
                return false;
            }
            if (layer == chosen.length) {
                return attained;
            }
            StoppedException.ifInterrupted();
            State state = new State(layer, steps(sums), attained);
            if (hopeless.contains(state)) {
                return false;
            }
            for (int option = 0; option < part.added[layer].length; option++) {
                chosen[layer] = option;
                if (visit(layer + 1, sum(sums, part.added[layer][option]), attained || part.attains[layer][option])) {
                    return true;
                }
            }
            hopeless.add(state);
            return false;
        }

        private List<Long> steps(double[] sums) {
            return IntStream.range(0, sums.length)
                    .mapToObj(i -> metrics.get(i).steps(sums[i]))
                    .toList();
        }

        List<LayerChoice> chosen() {
            return IntStream.range(0, chosen.length)
                    .mapToObj(layer -> part.options.get(layer).get(chosen[layer]))
                    .toList();
        }

        private boolean possible(int layer, double[] sums) {
            for (int metric = 0; metric < sums.length; metric++) {
                double slack = metrics.get(metric).slack();
                if (sums[metric] + part.highest[layer][metric] < low[metric] - slack
                        || sums[metric] + part.lowest[layer][metric] > high[metric] + slack) {
                    return false;
                }
            }
            return true;
        }

        private double[] sum(double[] a, double[] b) {
            double[] sum = a.clone();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += b[i];
            }
            return sum;
        }
    }
}
