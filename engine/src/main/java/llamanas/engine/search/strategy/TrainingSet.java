package llamanas.engine.search.strategy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.space.Genome;

/** What a predictor learns from, bounded: fitting is cubic in its size. */
final class TrainingSet {
    private static final int MOST = 500;
    /** Up to this one every generation's prediction is judged. */
    private static final int JUDGED = 64;

    private TrainingSet() {}

    /**
     * All that did not fail; of more than {@value #MOST} one half the best, the other evenly from the rest, in the order in
     * which they were measured. O(n log n).
     *
     * @param measured what is learned from
     * @param compared the same candidates as the problem compares them
     */
    static List<Evaluated> of(List<Evaluated> measured, List<Evaluated> compared) {
        List<Evaluated> valid = measured.stream().filter(c -> !c.failed()).toList();
        if (valid.size() <= MOST) {
            return valid;
        }
        Set<Genome> best = new HashSet<>();
        Survivors.of(compared, MOST / 2).candidates().forEach(c -> best.add(c.genome()));
        List<Evaluated> rest =
                valid.stream().filter(c -> !best.contains(c.genome())).toList();
        int places = MOST - MOST / 2;
        return Stream.concat(
                        valid.stream().filter(c -> best.contains(c.genome())),
                        IntStream.range(0, places).mapToObj(i -> rest.get((int) ((long) i * rest.size() / places))))
                .toList();
    }

    /** Whether a generation's prediction is judged: all up to {@value #JUDGED}, then that many from each doubling. */
    static boolean isJudged(int generation) {
        int stride = Math.max(1, Integer.highestOneBit(generation) / JUDGED);
        return generation % stride == 0;
    }
}
