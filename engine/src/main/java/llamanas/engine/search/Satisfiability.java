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

/** Finds out before anything is measured whether the constraints on exact metrics can hold, and what is of interest is there. */
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
            checkAlone(i, "constraint ", " can't hold", "relax the bound or widen the space");
        }
        List<Architecture> extremes = extremes();
        return extremes.isEmpty() ? any() : extremes;
    }

    /** The full network and the smallest, of those the ones that are in the space and hold the constraints. */
    private List<Architecture> extremes() {
        return Stream.of(Architecture.full(space.shape()), reach.smallest(constraints.size()))
                .filter(a -> space.genome(a).isPresent() && holds(a))
                .distinct()
                .toList();
    }

    /**
     * Makes sure that something which holds the constraints is of interest.
     *
     * @param constraints those on exact metrics, which {@link #initial} has found to be possible
     * @param interest bounds of exact metrics
     * @throws InvalidInputException where nothing in the space lies within the interest
     */
    static void checkInterest(
            SearchSpace space, ExactMetrics exact, List<Constraint> constraints, List<Constraint> interest) {
        Satisfiability alone = new Satisfiability(space, exact, interest);
        for (int i = 0; i < interest.size(); i++) {
            alone.checkAlone(i, "interest in ", " can't be met", "move the bound or widen the space");
        }
        List<Constraint> all =
                Stream.concat(constraints.stream(), interest.stream()).toList();
        Satisfiability together = new Satisfiability(space, exact, all);
        if (!interest.isEmpty()
                && together.extremes().isEmpty()
                && together.within().isImpossible()) {
            throw new InvalidInputException(
                    "interest: no sub-network of the space is inside of all of " + texts(interest)
                            + (constraints.isEmpty() ? "" : " and holds the constraints " + texts(constraints))
                            + "; move one of the bounds");
        }
    }

    private List<Architecture> any() {
        Reach.Answer answer = within();
        if (answer.isImpossible()) {
            throw new InvalidInputException("constraints: no sub-network of the space holds all of "
                    + texts(constraints) + ", though each can hold alone; relax one of them");
        }
        return answer.found().stream().toList();
    }

    private Reach.Answer within() {
        return reach.within(bounds(Satisfiability::low), bounds(Satisfiability::high));
    }

    private void checkAlone(int index, String what, String problem, String remedy) {
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
        if (between.isImpossible()) {
            throw new InvalidInputException(what + text(constraint) + problem + ": the space reaches "
                    + plain(minimum) + " to " + plain(maximum) + ", and the nearest value that it reaches is "
                    + plain(reach.nearest(index, low, high)) + "; " + remedy);
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

    private static String texts(List<Constraint> constraints) {
        return constraints.stream().map(Satisfiability::text).collect(Collectors.joining(", "));
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
