package llamanas.engine.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/**
 * The problem that a spec poses on a model's search space. {@link ExactMetrics} are computed, and win over whatever a worker
 * reports under the same names; constraints on them are held before anything is measured, constraints on other metrics become
 * violations. Latencies that a spec wants computed are expensive ones as long as there is no profile of the device.
 */
public final class SearchProblem implements Problem {
    private final SearchSpace space;
    private final List<Objective> objectives;
    private final List<Constraint> constraints;
    private final List<Constraint> exactConstraints;
    private final ExactMetrics exact;
    private final List<Genome> initial;
    private final Interest interest;

    private SearchProblem(SearchSpace space, SearchSpec spec, @Nullable DeviceProfile profile) {
        this.space = space;
        this.objectives = spec.objectives();
        this.constraints = spec.constraints();
        this.exact = ExactMetrics.of(space.shape(), spec, profile);
        this.interest = new Interest(objectives, spec.interest());
        this.exactConstraints =
                constraints.stream().filter(c -> exact.knows(c.metric())).toList();
        this.initial = new Satisfiability(space, exact, exactConstraints)
                .initial().stream()
                        .map(architecture -> space.genome(architecture).orElseThrow())
                        .toList();
        Satisfiability.checkInterest(
                space,
                exact,
                exactConstraints,
                spec.interest().stream().filter(c -> exact.knows(c.metric())).toList());
    }

    /**
     * The problem of a spec.
     *
     * @throws InvalidInputException where there is no objective, or no sub-network holds the constraints on exact metrics,
     *     or none that does is inside of the interest in them
     */
    public static SearchProblem of(SearchSpace space, SearchSpec spec) {
        return of(space, spec, null);
    }

    /**
     * The problem of a spec on a device.
     *
     * @param profile of the device; null where there is none, or none yet
     * @throws InvalidInputException where there is no objective, or no sub-network holds the constraints on exact metrics,
     *     or none that does is inside of the interest in them
     */
    public static SearchProblem of(SearchSpace space, SearchSpec spec, @Nullable DeviceProfile profile) {
        if (spec.objectives().isEmpty()) {
            throw new InvalidInputException("objectives: found none; a search needs at least one metric to improve");
        }
        return new SearchProblem(space, spec, profile);
    }

    @Override
    public SearchSpace space() {
        return space;
    }

    @Override
    public double[] exactCosts(Genome genome) {
        Architecture architecture = space.architecture(genome);
        double[] costs = new double[objectives.size()];
        for (int i = 0; i < costs.length; i++) {
            Objective objective = objectives.get(i);
            costs[i] = exact.knows(objective.metric())
                    ? objective.direction().cost(exact.of(objective.metric(), architecture))
                    : Double.NaN;
        }
        return costs;
    }

    @Override
    public boolean feasible(Genome genome) {
        return exactConstraints.isEmpty() || feasible(space.architecture(genome));
    }

    /** Whether a sub-network, of the space or not, holds the constraints on exact metrics. */
    public boolean feasible(Architecture architecture) {
        return exactConstraints.stream()
                .allMatch(c -> c.violation(Map.of(c.metric(), exact.of(c.metric(), architecture))) == 0);
    }

    /** The first constraint on an exact metric that a sub-network, of the space or not, breaks, in words. */
    public Optional<String> violated(Architecture architecture) {
        return exactConstraints.stream()
                .filter(c -> c.violation(Map.of(c.metric(), exact.of(c.metric(), architecture))) > 0)
                .findFirst()
                .map(c -> "its " + c.metric() + " is " + Satisfiability.plain(exact.of(c.metric(), architecture))
                        + ", where the constraint is " + Satisfiability.text(c));
    }

    /**
     * The full network and the smallest sub-network, of those the ones that are in the space and hold the constraints on
     * exact metrics; where neither is, another sub-network that does.
     */
    @Override
    public List<Genome> initial() {
        return initial;
    }

    @Override
    public double[] limits(List<Double> full) {
        return interest.limits(full);
    }

    @Override
    public double worthwhileDamage() {
        return interest.damage();
    }

    /** All exact metrics of a sub-network. */
    public Map<String, Double> exactMetrics(Architecture architecture) {
        Map<String, Double> metrics = new HashMap<>();
        exact.known().forEach(metric -> metrics.put(metric, exact.of(metric, architecture)));
        return metrics;
    }

    /** What strategies see of an outcome. */
    public Evaluated evaluated(Genome genome, EvaluationOutcome outcome) {
        return outcome instanceof EvaluationOutcome.Succeeded succeeded
                ? evaluated(genome, succeeded.measurement().metrics())
                : Evaluated.failure(genome);
    }

    /** What strategies see of measured metrics: failed where an objective or a constraint lacks a finite value. */
    public Evaluated evaluated(Genome genome, Map<String, Double> measured) {
        Architecture architecture = space.architecture(genome);
        Map<String, Double> metrics = withExact(architecture, measured);
        Optional<List<Double>> costs = costs(architecture, measured);
        boolean complete =
                constraints.stream().allMatch(c -> Double.isFinite(metrics.getOrDefault(c.metric(), Double.NaN)));
        if (costs.isEmpty() || !complete) {
            return Evaluated.failure(genome);
        }
        double violation = constraints.stream()
                .mapToDouble(c -> c.violation(metrics))
                .filter(v -> v > 0)
                .sum();
        return new Evaluated(genome, costs.get(), violation);
    }

    /**
     * The costs of a sub-network, of the space or not, one an objective; empty where one lacks a finite value. Those of the
     * full network are what the hypervolume compares with.
     */
    public Optional<List<Double>> costs(Architecture architecture, Map<String, Double> measured) {
        Map<String, Double> metrics = withExact(architecture, measured);
        List<Double> costs = new ArrayList<>();
        for (Objective objective : objectives) {
            double value = metrics.getOrDefault(objective.metric(), Double.NaN);
            if (!Double.isFinite(value)) {
                return Optional.empty();
            }
            costs.add(objective.direction().cost(value));
        }
        return Optional.of(costs);
    }

    private Map<String, Double> withExact(Architecture architecture, Map<String, Double> measured) {
        Map<String, Double> metrics = new HashMap<>(measured);
        Stream.concat(
                        objectives.stream().map(Objective::metric),
                        constraints.stream().map(Constraint::metric))
                .filter(exact::knows)
                .forEach(metric -> metrics.put(metric, exact.of(metric, architecture)));
        return metrics;
    }
}
