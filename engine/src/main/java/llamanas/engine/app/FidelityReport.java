package llamanas.engine.app;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import llamanas.engine.search.fidelity.RacedSearch;
import llamanas.protocol.search.FidelitySpec;

/**
 * What shares of the data save. The shape is stable: it is printed as JSON.
 *
 * @param rows sub-networks of the table
 * @param evaluations the budget
 */
record FidelityReport(
        String table, int rows, String objective, int evaluations, FidelitySpec fidelity, List<Entry> strategies) {
    private static final List<Double> GOALS = List.of(0.9, 0.95, 0.99, 0.999);

    /**
     * One strategy, with means over its runs.
     *
     * @param share of the true hypervolume that is reached without shares of the data
     * @param candidates that were measured within the budget, on all of the data or a part
     * @param complete those of them that were measured on all of the data
     * @param wrong members of the true front that were dropped, in all runs together
     * @param undecided members of the true front that were left aside, in all runs together
     * @param same tokens to the hypervolume that the run of the same seed without shares of the data ends with
     * @param goals tokens to shares of the true hypervolume
     */
    record Entry(
            String strategy,
            int runs,
            double share,
            double candidates,
            double complete,
            int wrong,
            int undecided,
            Goal same,
            List<Goal> goals) {
        static Entry of(String strategy, List<RacedSearch.Run> whole, List<RacedSearch.Run> shares) {
            List<Double> ends = whole.stream().map(RacedSearch.Run::share).toList();
            return new Entry(
                    strategy,
                    whole.size(),
                    ends.stream().mapToDouble(x -> x).average().orElse(Double.NaN),
                    shares.stream()
                            .mapToInt(RacedSearch.Run::candidates)
                            .average()
                            .orElse(Double.NaN),
                    shares.stream()
                            .mapToInt(RacedSearch.Run::complete)
                            .average()
                            .orElse(Double.NaN),
                    shares.stream().mapToInt(RacedSearch.Run::wrong).sum(),
                    shares.stream().mapToInt(RacedSearch.Run::undecided).sum(),
                    Goal.of(Double.NaN, ends, whole, shares),
                    GOALS.stream()
                            .map(goal ->
                                    Goal.of(goal, ends.stream().map(end -> goal).toList(), whole, shares))
                            .toList());
        }
    }

    /**
     * A hypervolume to reach.
     *
     * @param share of the true one; NaN where it differs from run to run
     * @param whole mean tokens of a search that measures all at once; a run that did not get there counts as all it has read
     * @param shares the same on growing shares of the data
     * @param wholeReached how many runs got there
     */
    record Goal(double share, double whole, double shares, int wholeReached, int sharesReached) {
        static Goal of(double share, List<Double> wanted, List<RacedSearch.Run> whole, List<RacedSearch.Run> shares) {
            return new Goal(
                    share, mean(wanted, whole), mean(wanted, shares), reached(wanted, whole), reached(wanted, shares));
        }

        private static double mean(List<Double> wanted, List<RacedSearch.Run> runs) {
            return IntStream.range(0, runs.size())
                    .mapToLong(i -> runs.get(i)
                            .tokensTo(wanted.get(i))
                            .orElse(runs.get(i).tokens()))
                    .average()
                    .orElse(Double.NaN);
        }

        private static int reached(List<Double> wanted, List<RacedSearch.Run> runs) {
            return (int) IntStream.range(0, runs.size())
                    .filter(i -> runs.get(i).tokensTo(wanted.get(i)).isPresent())
                    .count();
        }

        String line(String strategy, int runs) {
            String goal = Double.isNaN(share) ? "end of whole" : String.format(Locale.ROOT, "%.1f %%", 100 * share);
            return String.format(
                    Locale.ROOT,
                    "%-10s %-13s %,12.0f %3d/%d %,12.0f %3d/%d %6.2f%n",
                    strategy,
                    goal,
                    whole,
                    wholeReached,
                    runs,
                    shares,
                    sharesReached,
                    runs,
                    shares / whole);
        }
    }

    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %d sub-networks, %s against parameters, budget of %d evaluations, rungs %s, confidence %s%n%n",
                table,
                rows,
                objective,
                evaluations,
                fidelity.rungs(),
                fidelity.confidence()));
        text.append(String.format(
                Locale.ROOT,
                "%-10s %-13s %12s %s %12s %s %6s%n",
                "strategy",
                "hypervolume",
                "whole",
                "there",
                "shares",
                "there",
                "ratio"));
        for (Entry entry : strategies) {
            entry.goals().forEach(goal -> text.append(goal.line(entry.strategy(), entry.runs())));
            text.append(entry.same().line(entry.strategy(), entry.runs()));
            text.append(String.format(
                    Locale.ROOT,
                    "%-10s end: %.2f %% of the true hypervolume without shares; with: %.0f candidates, %.0f of them on"
                            + " all of the data; %d of the true front dropped, %d left aside%n",
                    "",
                    100 * entry.share(),
                    entry.candidates(),
                    entry.complete(),
                    entry.wrong(),
                    entry.undecided()));
        }
        return text.append("tokens that a model reads, means over runs\n").toString();
    }
}
