package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

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
 * Evaluations that strategies take to shares of the true hypervolume of measured networks, all of them in the demo's table:
 * NSGA-II's beside those of jMetal's and the MOEA Framework's, and LINAS's beside NSGA-II's.
 */
class TableRivalsTest {
    private static final Path TABLE = Path.of(System.getProperty("llamanas.root"), "config", "demo", "table.csv.gz");
    private static final int SEEDS = 20;
    private static final int POPULATION = 52;
    private static final int BUDGET = 40 * POPULATION;
    /** LINAS computes for seconds. */
    private static final int LINAS_SEEDS = 4;

    private static final int LINAS_BUDGET = 200;

    private static final double SHARE = 0.95;
    private static final double NEARLY_ALL = 0.99;

    /** The whole table is predicted. */
    private static final int ALL = 20_000;

    private final Map<Genome, Evaluated> rows = new HashMap<>();
    private SearchProblem problem;
    private Race race;
    private Race linasRace;

    @BeforeEach
    void read() {
        EvaluatedTable table = EvaluatedTable.read(TABLE);
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
        Yardstick yardstick = Yardstick.of(List.copyOf(rows.values()));
        race = new Race(rows::get, yardstick, BUDGET);
        linasRace = new Race(rows::get, yardstick, LINAS_BUDGET);
    }

    @Test
    void nsga2TakesNoMoreEvaluationsThanTheirs() {
        Estimate ours = evaluations(SHARE, this::nsga2);
        Estimate jmetal = evaluations(
                SHARE, seed -> new Recorded(JMetalRivals.nsga2(problem, rows::get, POPULATION, BUDGET, seed)));
        Estimate moea = evaluations(
                SHARE, seed -> new Recorded(MoeaFrameworkRival.nsga2(problem, rows::get, POPULATION, BUDGET, seed)));
        String found = "evaluations to 95 %% of %d rows: ours %s, jMetal %s, MOEA Framework %s"
                .formatted(rows.size(), ours, jmetal, moea);
        System.out.println(found);
        assertThat(ours.low()).as(found).isLessThanOrEqualTo(jmetal.high()).isLessThanOrEqualTo(moea.high());
    }

    /** The published figure is between a half and a quarter (LINAS, arXiv 2202.12934). */
    @Test
    void linasTakesHalfOfWhatNsga2TakesAtMost() {
        List<Race.Run> runs = LongStream.range(0, LINAS_SEEDS)
                .mapToObj(seed -> linasRace.run(linas(seed)))
                .toList();
        for (double share : List.of(SHARE, NEARLY_ALL)) {
            double linas = mean(runs, share, LINAS_BUDGET).mean();
            double nsga2 = evaluations(share, this::nsga2).mean();
            assertThat(linas).as("evaluations to %s, NSGA-II: %s", share, nsga2).isLessThanOrEqualTo(nsga2 / 2);
        }
    }

    private Strategy nsga2(long seed) {
        return Strategies.create(Simulation.spec(StrategySpec.NSGA2, POPULATION, 0), problem, seed);
    }

    private Strategy linas(long seed) {
        return Strategies.create(
                new StrategySpec(
                        StrategySpec.LINAS,
                        POPULATION,
                        Simulation.CROSSOVER,
                        0,
                        ALL,
                        StrategySpec.GAUSSIAN,
                        List.of(),
                        Map.of()),
                problem,
                seed);
    }

    private Estimate evaluations(double share, LongFunction<Strategy> strategy) {
        return mean(
                LongStream.range(0, SEEDS)
                        .mapToObj(seed -> race.run(strategy.apply(seed)))
                        .toList(),
                share,
                BUDGET);
    }

    /** A run that does not get there counts as its budget. */
    private static Estimate mean(List<Race.Run> runs, double share, int budget) {
        return Estimate.of(runs.stream()
                .map(run -> run.evaluationsTo(share))
                .map(taken -> (double) (taken < 0 ? budget : taken))
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
