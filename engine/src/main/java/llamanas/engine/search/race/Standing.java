package llamanas.engine.search.race;

import java.util.List;
import java.util.stream.IntStream;

/**
 * How a strategy did over several runs. The shape is stable: it is printed as JSON.
 *
 * @param strategy its name, with what is set for it
 * @param runs how many
 * @param repeated architectures that were proposed twice, in all runs together
 * @param progress share of the true hypervolume after so many evaluations
 * @param goals evaluations to a share of it
 */
public record Standing(String strategy, int runs, int repeated, List<Progress> progress, List<Goal> goals) {
    public Standing {
        progress = List.copyOf(progress);
        goals = List.copyOf(goals);
    }

    /** The share of the true hypervolume after so many evaluations. */
    public record Progress(int evaluations, Estimate share) {}

    /**
     * How many evaluations a share of the true hypervolume took.
     *
     * @param reached how many runs got there within their budget
     * @param evaluations a run that did not get there counts as its budget, so the mean is then a lower bound
     */
    public record Goal(double share, int reached, Estimate evaluations) {}

    /**
     * Sums up the runs of one strategy.
     *
     * @param evaluations the budget
     * @param at the points of progress, in evaluations
     * @param shares the goals
     */
    public static Standing of(
            String strategy, List<Race.Run> runs, int evaluations, List<Integer> at, List<Double> shares) {
        List<Progress> progress = at.stream()
                .map(k -> new Progress(
                        k, Estimate.of(runs.stream().map(run -> run.share(k)).toList())))
                .toList();
        List<Goal> goals =
                shares.stream().map(share -> goal(runs, evaluations, share)).toList();
        int repeated = runs.stream().mapToInt(Race.Run::repeated).sum();
        return new Standing(strategy, runs.size(), repeated, progress, goals);
    }

    /** Points of progress at the same distance, and at the end of the budget. */
    public static List<Integer> every(int distance, int evaluations) {
        return IntStream.rangeClosed(1, (evaluations + distance - 1) / distance)
                .map(i -> Math.min(i * distance, evaluations))
                .boxed()
                .toList();
    }

    private static Goal goal(List<Race.Run> runs, int budget, double share) {
        List<Integer> took = runs.stream().map(run -> run.evaluationsTo(share)).toList();
        int reached = (int) took.stream().filter(k -> k > 0).count();
        return new Goal(
                share,
                reached,
                Estimate.of(
                        took.stream().map(k -> (double) (k > 0 ? k : budget)).toList()));
    }
}
