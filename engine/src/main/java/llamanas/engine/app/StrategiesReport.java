package llamanas.engine.app;

import java.util.List;
import llamanas.engine.search.race.Standing;

/**
 * What {@code bench strategies --json} prints. The shape is stable.
 *
 * @param architectures rows of the table that belong to its space
 * @param trueFront how many of them no other dominates
 * @param reference of the hypervolume, where 0 is the best of the true front in each objective and 1 its worst
 */
record StrategiesReport(
        String table,
        int architectures,
        int trueFront,
        List<String> objectives,
        double reference,
        int runs,
        int evaluations,
        List<Entry> strategies) {
    /**
     * One strategy.
     *
     * @param secondsPerRun what asking and telling took, in s
     */
    record Entry(Standing standing, double secondsPerRun) {
        /**
         * Sums up what became of one strategy.
         *
         * @param at points of progress, in evaluations
         * @param goals shares that runs are timed to
         */
        static Entry of(StrategyRuns.Done done, int evaluations, List<Integer> at, List<Double> goals) {
            return new Entry(Standing.of(done.strategy(), done.runs(), evaluations, at, goals), done.secondsPerRun());
        }
    }

    StrategiesReport {
        strategies = List.copyOf(strategies);
    }

    /** Tables for people. */
    String text() {
        return "table       " + table + ": " + architectures + " architectures, " + trueFront + " on the true front\n"
                + "objectives  " + String.join(", ", objectives) + "\n"
                + "runs        " + runs + " of each strategy, " + evaluations + " evaluations\n\n"
                + StandingTables.text("the true hypervolume", strategies);
    }
}
