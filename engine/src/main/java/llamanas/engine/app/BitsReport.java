package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import llamanas.engine.output.Table;
import llamanas.engine.search.race.Estimate;

/**
 * What {@code bench bits} prints. The JSON shape is stable.
 *
 * @param evaluations that either way could spend
 * @param measured different sub-networks of all runs together
 */
record BitsReport(List<String> objectives, int evaluations, int measured, List<Run> runs) {
    BitsReport {
        objectives = List.copyOf(objectives);
        runs = List.copyOf(runs);
    }

    /** One seed. */
    record Run(int seed, Way together, Way inTurn) {}

    /**
     * The front that one way led to.
     *
     * @param spent evaluations
     * @param members of the front
     * @param hypervolume in multiples of the full network, as {@code search status} has it
     * @param share of the hypervolume that the best of all runs together have, between the ends of their front
     * @param unseen hypervolume on unseen data; NaN where the spec has none
     */
    record Way(int spent, int members, double hypervolume, double share, double unseen) {}

    String text() {
        List<List<String>> rows = new ArrayList<>();
        for (Run run : runs) {
            rows.add(row(run.seed() + " together", run.together()));
            rows.add(row(run.seed() + " in turn", run.inTurn()));
        }
        Table table = new Table(
                List.of("seed", "evaluations", "front", "hypervolume", "share of best", "unseen hypervolume"), rows);
        return String.format(
                "objectives %s; %d evaluations for either way, %d sub-networks measured in all%n%n%s%n%s",
                String.join(", ", objectives),
                evaluations,
                measured,
                table.toText(),
                difference("hypervolume", Way::hypervolume)
                        + difference("share of best", Way::share)
                        + difference("unseen hypervolume", Way::unseen));
    }

    private static List<String> row(String name, Way way) {
        return List.of(
                name,
                String.valueOf(way.spent()),
                String.valueOf(way.members()),
                String.format("%.4f", way.hypervolume()),
                String.format("%.4f", way.share()),
                String.format("%.4f", way.unseen()));
    }

    private String difference(String what, ToDoubleFunction<Way> value) {
        List<Double> differences = runs.stream()
                .map(run -> value.applyAsDouble(run.together()) - value.applyAsDouble(run.inTurn()))
                .toList();
        Estimate mean = Estimate.of(differences);
        long better = differences.stream().filter(d -> d > 0).count();
        return String.format(
                "%s: together is ahead by %.4f [%.4f, %.4f] (95 %%, paired by seed), in %d of %d%n",
                what, mean.mean(), mean.low(), mean.high(), better, differences.size());
    }
}
