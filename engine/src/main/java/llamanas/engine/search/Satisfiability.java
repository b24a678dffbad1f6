package llamanas.engine.search;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.SearchSpace;

/** Finds out before anything is measured whether the constraints on exact metrics can hold. */
final class Satisfiability {
    private final SearchSpace space;
    private final ExactMetrics exact;
    private final List<Constraint> constraints;
    private final List<LayerMetric> metrics;
    private final Reach reach;

    Satisfiability(SearchSpace space, ExactMetrics exact, List<Constraint> constraints) {
        this.space = space;
        this.exact = exact;
        this.constraints = constraints;
        // The last one is for the smallest sub-network.
        this.metrics = Stream.concat(constraints.stream().map(Constraint::metric), Stream.of(Metrics.PARAMETERS))
                .map(exact::layered)
                .toList();
        this.reach = new Reach(space, metrics);
    }

    /**
     * Sub-networks of the space that hold the constraints: the full network and the smallest one, or, where both don't,
     * another. Empty only where a search for one had to give up.
     *
     * @throws InvalidInputException where there is none
     */
    List<Architecture> initial() {
        for (int i = 0; i < constraints.size(); i++) {
            checkAlone(i);
        }
        List<Architecture> extremes = Stream.of(Architecture.full(space.shape()), reach.smallest(constraints.size()))
                .filter(a -> space.genome(a).isPresent() && holds(a))
                .distinct()
                .toList();
        return extremes.isEmpty() ? any() : extremes;
    }

    private List<Architecture> any() {
        Reach.Answer answer = reach.within(bounds(Satisfiability::low), bounds(Satisfiability::high));
        if (answer.found().isEmpty() && answer.proven()) {
            throw new InvalidInputException("constraints: no sub-network of the space holds all of "
                    + constraints.stream().map(Satisfiability::text).collect(Collectors.joining(", "))
                    + ", though each can hold alone; relax one of them");
        }
        return answer.found().stream().toList();
    }

    private void checkAlone(int index) {
        Constraint constraint = constraints.get(index);
        double low = low(constraint);
        double high = high(constraint);
        double minimum = reach.minimum(index);
        double maximum = reach.maximum(index);
        boolean endInside = (minimum >= low && minimum <= high) || (maximum >= low && maximum <= high);
        if (endInside) {
            return;
        }
        Reach.Answer between = reach.within(index, low, high);
        if (between.found().isEmpty() && between.proven()) {
            throw new InvalidInputException("constraint " + text(constraint) + " can't hold: the space reaches "
                    + plain(minimum) + " to " + plain(maximum) + ", and the nearest value that it reaches is "
                    + plain(reach.nearest(index, low, high))
                    + "; relax the bound or widen the space");
        }
    }

    private boolean holds(Architecture architecture) {
        for (int i = 0; i < constraints.size(); i++) {
            double value = exact.of(constraints.get(i).metric(), architecture);
            if (value < low(constraints.get(i)) || value > high(constraints.get(i))) {
                return false;
            }
        }
        return true;
    }

    private double[] bounds(ToDoubleFunction<Constraint> side) {
        double[] bounds = Arrays.copyOf(constraints.stream().mapToDouble(side).toArray(), metrics.size());
        bounds[constraints.size()] = side.applyAsDouble(new Constraint(Metrics.PARAMETERS, null, null));
        return bounds;
    }

    private static double low(Constraint constraint) {
        return constraint.minimum() == null ? Double.NEGATIVE_INFINITY : constraint.minimum();
    }

    private static double high(Constraint constraint) {
        return constraint.maximum() == null ? Double.POSITIVE_INFINITY : constraint.maximum();
    }

    static String text(Constraint constraint) {
        String low = constraint.minimum() == null ? "" : plain(constraint.minimum()) + " <= ";
        String high = constraint.maximum() == null ? "" : " <= " + plain(constraint.maximum());
        return "'" + low + constraint.metric() + high + "'";
    }

    static String plain(double value) {
        return Double.isInfinite(value)
                ? String.valueOf(value)
                : BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
