package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.race.Estimate;
import llamanas.engine.search.race.Race;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import llamanas.workers.standin.EvaluatedTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Evaluations that NSGA-II takes to 95 % of the true hypervolume of measured networks, beside those of jMetal's and the MOEA
 * Framework's. Skipped without {@code -Dllamanas.table=FILE}, an exhaustive table made by {@code ./llama-nas bench table}.
 */
class TableRivalsTest {
    private static final String TABLE = System.getProperty("llamanas.table", "");
    private static final int SEEDS = 20;
    private static final int POPULATION = 52;
    private static final int BUDGET = 40 * POPULATION;
    private static final double SHARE = 0.95;

    private final Map<Genome, Evaluated> rows = new HashMap<>();
    private SearchProblem problem;
    private Race race;

    @BeforeEach
    void read() {
        assumeTrue(!TABLE.isEmpty(), "no table: -Dllamanas.table=FILE names one");
        EvaluatedTable table = EvaluatedTable.read(Path.of(TABLE));
        String quality = table.metrics().stream()
                .filter(m -> m.endsWith("." + Metrics.NATS_PER_TOKEN))
                .findFirst()
                .orElseThrow();
        problem = SearchProblem.of(
                table.space(),
                Networks.spec(
                        List.of(
                                new Objective(quality, Direction.MINIMIZE),
                                new Objective(Metrics.PARAMETERS, Direction.MINIMIZE)),
                        List.of()));
        table.rows().forEach((architecture, row) -> {
            Genome genome = table.space().genome(architecture).orElseThrow();
            rows.put(genome, problem.evaluated(genome, row.metrics()));
        });
        race = new Race(rows::get, Yardstick.of(List.copyOf(rows.values())), BUDGET);
    }

    @Test
    void nsga2TakesNoMoreEvaluationsThanTheirs() {
        Estimate ours = evaluations(
                seed -> Strategies.create(Simulation.spec(StrategySpec.NSGA2, POPULATION, 0), problem, seed));
        Estimate jmetal =
                evaluations(seed -> new Recorded(JMetalRivals.nsga2(problem, rows::get, POPULATION, BUDGET, seed)));
        Estimate moea = evaluations(
                seed -> new Recorded(MoeaFrameworkRival.nsga2(problem, rows::get, POPULATION, BUDGET, seed)));
        String found = "evaluations to 95 %% of %d rows: ours %s, jMetal %s, MOEA Framework %s"
                .formatted(rows.size(), ours, jmetal, moea);
        System.out.println(found);
        assertThat(ours.low()).as(found).isLessThanOrEqualTo(jmetal.high()).isLessThanOrEqualTo(moea.high());
    }

    /** A run that does not get there counts as its budget. */
    private Estimate evaluations(LongFunction<Strategy> strategy) {
        return Estimate.of(LongStream.range(0, SEEDS)
                .mapToInt(seed -> race.run(strategy.apply(seed)).evaluationsTo(SHARE))
                .mapToObj(taken -> (double) (taken < 0 ? BUDGET : taken))
                .toList());
    }

    /** Asks for what somebody else evaluated, in the same order. */
    private static final class Recorded implements Strategy {
        private final List<Evaluated> evaluated;
        private int told;

        Recorded(List<Evaluated> evaluated) {
            this.evaluated = evaluated;
        }

        @Override
        public List<Genome> ask(int limit) {
            return evaluated.subList(told, Math.min(told + limit, evaluated.size())).stream()
                    .map(Evaluated::genome)
                    .toList();
        }

        @Override
        public void tell(List<Evaluated> generation) {
            told += generation.size();
        }
    }
}
