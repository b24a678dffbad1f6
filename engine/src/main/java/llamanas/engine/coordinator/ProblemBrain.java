package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Interest;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.device.DeviceModels;
import llamanas.engine.search.fidelity.Racing;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.predict.Damages;
import llamanas.engine.search.strategy.Hints;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** The brain that {@link llamanas.engine.search} is. */
public final class ProblemBrain implements SearchBrain {
    private final SearchSpec spec;
    private final SearchProblem problem;
    private final Architecture full;
    private final @Nullable DeviceProfile profile;
    private final Hints hints;

    /** Never told anything: what it begins with takes a moment to find, and people ask for it every second. */
    private volatile @Nullable Strategy untold;

    /**
     * The brain of a search.
     *
     * @throws llamanas.protocol.InvalidInputException where no sub-network holds the constraints
     */
    public ProblemBrain(SearchSpec spec, Inspection inspection) {
        this(spec.resolved(inspection), inspection.space(), null, Hints.NONE);
    }

    private ProblemBrain(SearchSpec spec, SearchSpace space, @Nullable DeviceProfile profile, Hints hints) {
        this(spec, SearchProblem.of(space, spec, profile), profile, hints);
    }

    private ProblemBrain(SearchSpec spec, SearchProblem problem, @Nullable DeviceProfile profile, Hints hints) {
        this.spec = spec;
        this.profile = profile;
        this.problem = problem;
        this.full = Architecture.full(problem.space().shape());
        this.hints = hints;
    }

    @Override
    public SearchBrain on(Inspection inspection) {
        return new ProblemBrain(spec, inspection.space(), profile, hints);
    }

    @Override
    public SearchBrain with(Gates gates) {
        return new ProblemBrain(spec, problem, profile, hints.with(gates));
    }

    @Override
    public SearchBrain with(SingleChanges changes) {
        changes.check("single changes", problem.space());
        return new ProblemBrain(spec, problem, profile, hints.with(damages(changes)));
    }

    private Damages damages(SingleChanges changes) {
        Map<Genome, Double> measured = new HashMap<>();
        changes.changes().forEach(change -> measured.put(change.genome(), change.damage()));
        return Damages.of(problem.space().nearestToFull(), measured);
    }

    @Override
    public DeviceProfile profile(DeviceTimings timings) {
        return DeviceModels.fit(timings, problem.space().shape());
    }

    @Override
    public SearchBrain with(DeviceProfile found) {
        return new ProblemBrain(spec, problem.space(), found, hints);
    }

    @Override
    public Strategy strategy() {
        return Strategies.create(spec.strategy(), problem, spec.seed(), hints);
    }

    @Override
    public Strategy.Beginning beginning(int evaluations) {
        Strategy any = untold;
        if (any == null) {
            any = strategy();
            untold = any;
        }
        return any.beginning(evaluations);
    }

    @Override
    public Optional<Genome> fullNetwork() {
        List<Genome> initial = problem.initial();
        return problem.space()
                .genome(full)
                .filter(genome -> !initial.isEmpty() && initial.get(0).equals(genome));
    }

    @Override
    public Evaluated evaluated(@Nullable Genome genome, Measurement measurement) {
        return genome == null ? evaluatedFull(measurement.metrics()) : problem.evaluated(genome, measurement.metrics());
    }

    /** A full network outside of the space, or that breaks a constraint, which makes it no member of a front. */
    private Evaluated evaluatedFull(Map<String, Double> measured) {
        Map<String, Double> metrics = new HashMap<>(measured);
        metrics.putAll(problem.exactMetrics(full));
        double violation = spec.constraints().stream()
                .mapToDouble(c -> c.violation(metrics))
                .sum();
        return new Evaluated(Genome.of(), problem.costs(full, measured).orElse(List.of()), violation);
    }

    @Override
    public Racing racing() {
        return Racing.of(spec);
    }

    @Override
    public double hypervolume(
            Collection<Evaluated> front, List<Double> fullNetworkCosts, Map<String, Double> reference) {
        Interest interest = new Interest(spec.objectives(), spec.interest());
        double[] limits = interest.limits(fullNetworkCosts);
        List<OptionalDouble> ends = new ArrayList<>();
        for (int i = 0; i < limits.length; i++) {
            Objective objective = spec.objectives().get(i);
            Double asked = reference.get(objective.metric());
            boolean limited = interest.bounded() && Double.isFinite(limits[i]);
            ends.add(
                    asked != null
                            ? OptionalDouble.of(objective.direction().cost(asked))
                            : limited ? OptionalDouble.of(limits[i]) : OptionalDouble.empty());
        }
        return Hypervolume.relative(front, fullNetworkCosts, ends);
    }

    @Override
    public Optional<String> violated(Architecture architecture) {
        return problem.violated(architecture);
    }

    @Override
    public Map<String, Double> metrics(Architecture architecture, Map<String, Double> measured) {
        Map<String, Double> metrics = new HashMap<>(measured);
        metrics.putAll(problem.exactMetrics(architecture));
        return metrics;
    }
}
