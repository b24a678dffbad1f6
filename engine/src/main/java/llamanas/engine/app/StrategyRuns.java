package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.cli.Console;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.race.Race;
import llamanas.protocol.search.StrategySpec;

/**
 * Runs strategies one after another, each with the seeds 1, 2, .., and keeps what is finished. What was finished before is not
 * run again.
 */
final class StrategyRuns {
    /** Makes a strategy for the problem of the race. */
    interface Maker {
        Strategy make(StrategySpec spec, long seed);
    }

    /**
     * All runs of one strategy.
     *
     * @param secondsPerRun what asking and telling took, in s
     */
    record Done(String strategy, List<Race.Run> runs, double secondsPerRun) {
        Done {
            runs = List.copyOf(runs);
        }

        /** Of rows of the same strategy, one at least. */
        static Done of(List<RunRows.Row> rows) {
            return new Done(
                    rows.get(0).strategy(),
                    rows.stream().map(RunRows.Row::run).toList(),
                    rows.stream().mapToDouble(RunRows.Row::seconds).average().orElse(0));
        }
    }

    private final Race race;
    private final Maker maker;
    private final RunRows rows;
    private final Console console;

    StrategyRuns(Race race, Maker maker, RunRows rows, Console console) {
        this.race = race;
        this.maker = maker;
        this.rows = rows;
        this.console = console;
    }

    /**
     * All of them, in this order. Every strategy is made once before the first one runs, so that a mistake is said at once.
     *
     * @param strategies by the word that names them
     * @param seeds how many runs of each
     */
    List<Done> all(Map<String, StrategySpec> strategies, int seeds) {
        strategies.values().forEach(spec -> maker.make(spec, 1));
        int missing = 0;
        for (String word : strategies.keySet()) {
            for (int seed = 1; seed <= seeds; seed++) {
                missing += rows.find(word, seed).isPresent() ? 0 : 1;
            }
        }
        StepProgress progress = new StepProgress(console, "runs", missing);
        List<Done> done = new ArrayList<>();
        strategies.forEach((word, spec) -> {
            List<RunRows.Row> found = new ArrayList<>();
            for (int seed = 1; seed <= seeds; seed++) {
                found.add(row(word, spec, seed, progress));
            }
            done.add(Done.of(found));
        });
        progress.end();
        return done;
    }

    private RunRows.Row row(String word, StrategySpec spec, int seed, StepProgress progress) {
        Optional<RunRows.Row> before = rows.find(word, seed);
        if (before.isPresent()) {
            return before.get();
        }
        long start = System.nanoTime();
        Race.Run run = race.run(maker.make(spec, seed));
        RunRows.Row row = rows.add(word, seed, run, (System.nanoTime() - start) / 1e9);
        progress.batchDone();
        return row;
    }
}
