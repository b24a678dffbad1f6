package llamanas.engine.app;

import java.util.List;
import llamanas.engine.search.external.Benchmark;
import llamanas.engine.search.race.Yardstick;

/**
 * What {@code bench external --json} prints. The shape is stable.
 *
 * @param knownFront members of the best front that is known
 * @param knownHypervolume its hypervolume, which shares are of: objectives scaled to its extent
 * @param reference of the hypervolume
 * @param strategies first those that were run, then rivals from a file
 */
record ExternalReport(
        String problem,
        List<String> objectives,
        int knownFront,
        double knownHypervolume,
        double reference,
        int runs,
        int evaluations,
        List<StrategiesReport.Entry> strategies) {
    ExternalReport {
        objectives = List.copyOf(objectives);
        strategies = List.copyOf(strategies);
    }

    static ExternalReport of(Benchmark benchmark, int runs, int evaluations, List<StrategiesReport.Entry> strategies) {
        return new ExternalReport(
                benchmark.name(),
                benchmark.metrics(),
                benchmark.yardstick().trueFront().size(),
                benchmark.yardstick().whole(),
                Yardstick.REFERENCE,
                runs,
                evaluations,
                strategies);
    }

    /** Tables for people. */
    String text() {
        return "problem     " + problem + ": best-known front of " + knownFront + " members\n"
                + "objectives  " + String.join(", ", objectives) + "\n"
                + "runs        " + runs + " of each strategy, " + evaluations + " evaluations\n\n"
                + StandingTables.text("the best-known hypervolume", strategies);
    }
}
