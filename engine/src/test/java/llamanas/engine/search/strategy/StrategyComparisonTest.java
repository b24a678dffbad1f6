package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import org.junit.jupiter.api.Test;

/** How many evaluations the strategies need for the same hypervolume on made-up networks: medians over fixed seeds. */
class StrategyComparisonTest {
    private static final int BUDGET = 1000;
    private final Networks networks = Networks.of(24, List.of());
    private final List<Double> full = fullCosts();

    @Test
    void linasNeedsFewerEvaluationsThanNsga2AndThatFewerThanRandom() {
        double target = 0.98 * bestFound();
        double linas = medianEvaluations(StrategySpec.LINAS, target);
        double nsga2 = medianEvaluations(StrategySpec.NSGA2, target);
        double random = medianEvaluations(StrategySpec.RANDOM, target);
        assertThat(linas).isLessThan(nsga2 / 2);
        assertThat(nsga2).isLessThan(random);
    }

    /** Where the predictor of violations is too careful, LINAS stays off the bound and falls behind. */
    @Test
    void linasFindsMoreThanNsga2AlsoUnderAMeasuredConstraint() {
        Networks bounded = Networks.of(24, List.of(new Constraint("t.nats_per_token", null, 2.5)));
        LongStream.range(0, 3).parallel().forEach(seed -> {
            double linas = hypervolume(run(bounded, StrategySpec.LINAS, seed, 240));
            double nsga2 = hypervolume(run(bounded, StrategySpec.NSGA2, seed, 240));
            assertThat(linas).as("seed " + seed).isGreaterThan(nsga2 + 0.03);
        });
    }

    private double bestFound() {
        return hypervolume(run(StrategySpec.LINAS, 99));
    }

    private double hypervolume(List<Evaluated> evaluated) {
        ParetoFront front = ParetoFront.EMPTY;
        for (Evaluated e : evaluated) {
            front = front.with(e);
        }
        return front.hypervolume(full);
    }

    private double medianEvaluations(String name, double target) {
        return LongStream.range(0, 5)
                .parallel()
                .mapToDouble(seed -> evaluationsTo(target, run(name, seed)))
                .sorted()
                .skip(2)
                .findFirst()
                .orElseThrow();
    }

    private List<Evaluated> run(String name, long seed) {
        return run(networks, name, seed, name.equals(StrategySpec.LINAS) ? 300 : BUDGET);
    }

    private static List<Evaluated> run(Networks networks, String name, long seed, int budget) {
        Strategy strategy = Strategies.create(Simulation.spec(name, 30, 3000), networks.problem(), seed);
        return Simulation.flat(Simulation.run(strategy, networks::evaluate, budget));
    }

    /** Evaluations until the front's hypervolume reaches the target; more than any budget where it never does. */
    private double evaluationsTo(double target, List<Evaluated> evaluated) {
        ParetoFront front = ParetoFront.EMPTY;
        for (int i = 0; i < evaluated.size(); i++) {
            ParetoFront next = front.with(evaluated.get(i));
            if (next.hypervolume(full) >= target) {
                return i + 1;
            }
            front = next;
        }
        return 10 * BUDGET;
    }

    private List<Double> fullCosts() {
        Architecture architecture = Architecture.full(networks.problem().space().shape());
        Map<String, Double> measured = Map.of("t.nats_per_token", networks.nats(architecture));
        return networks.problem().costs(architecture, measured).orElseThrow();
    }
}
