package llamanas.engine.search.fidelity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Objective;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;

/** Races between made-up candidates whose values on all of the data are known. */
class RacingTest {
    private static final int BLOCKS = 100;
    private static final int CANDIDATES = 40;
    private static final double CONFIDENCE = 0.9;
    private static final List<Integer> RUNGS = List.of(10, 30);
    private static final List<Objective> LOSS = List.of(
            new Objective("t.nats_per_token", Direction.MINIMIZE), new Objective("parameters", Direction.MINIMIZE));
    private static final List<Objective> TWO_LOSSES = List.of(
            new Objective("t.nats_per_token", Direction.MINIMIZE),
            new Objective("u.perplexity", Direction.MINIMIZE),
            new Objective("parameters", Direction.MINIMIZE));
    private static final List<Objective> ACCURACY =
            List.of(new Objective("q.acc", Direction.MAXIMIZE), new Objective("parameters", Direction.MINIMIZE));

    private static final GeneSpace SPACE = new GeneSpace() {
        @Override
        public List<Gene> genes() {
            return List.of();
        }

        @Override
        public Genome canonical(Genome genome) {
            return genome;
        }
    };

    /** All sums of a candidate, and its size. */
    private record Known(BlockSums sums, double size) {}

    private static Racing racing(List<Objective> objectives) {
        return new Racing(objectives, (1 - CONFIDENCE) / RUNGS.size(), true);
    }

    /** By comparisons on the same blocks alone. */
    private static List<Racing.Drop> judge(Racing racing, List<Contestant> open, List<Contestant> known) {
        return racing.judge(open, known, Forecasts.NONE).dropped();
    }

    /** The first blocks of a candidate; its costs are those of these blocks. */
    private static Contestant contestant(int number, Known known, List<Objective> objectives, int blocks) {
        Map<String, List<Double>> sums = known.sums().sums().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().subList(0, blocks)));
        Map<String, List<Long>> counts = known.sums().counts().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().subList(0, blocks)));
        BlockSums part = new BlockSums(sums, counts, known.sums().blocks(), blocks);
        List<Double> costs = objectives.stream()
                .map(o -> o.direction()
                        .cost(
                                o.metric().equals("parameters")
                                        ? known.size()
                                        : part.metrics().get(o.metric())))
                .toList();
        return new Contestant(number, new Evaluated(Genome.of(number), costs, 0), part);
    }

    /** Races through all rungs; says how many of the true front were dropped, how many it has, and how many were dropped at all. */
    private static int[] race(List<Known> all, List<Objective> objectives, int knownBefore) {
        List<Contestant> whole = IntStream.range(0, all.size())
                .mapToObj(i -> contestant(i, all.get(i), objectives, BLOCKS))
                .toList();
        Set<Integer> front = IntStream.of(
                        Pareto.front(whole.stream().map(Contestant::seen).toList()))
                .boxed()
                .collect(Collectors.toCollection(HashSet::new));
        List<Integer> open =
                new ArrayList<>(IntStream.range(knownBefore, all.size()).boxed().toList());
        Set<Integer> dropped = new HashSet<>();
        for (int blocks : RUNGS) {
            List<Contestant> measured = open.stream()
                    .map(i -> contestant(i, all.get(i), objectives, blocks))
                    .toList();
            judge(racing(objectives), measured, whole.subList(0, knownBefore)).forEach(d -> dropped.add(d.number()));
            open.removeAll(dropped);
        }
        Set<Integer> wrong = new HashSet<>(front);
        wrong.retainAll(dropped);
        return new int[] {
            wrong.size(), (int) front.stream().filter(i -> i >= knownBefore).count(), dropped.size()
        };
    }

    /** Over many races: the share of the true front that was dropped, and the share of all. */
    private static double[] races(
            int count, List<Objective> objectives, int knownBefore, IntFunction<List<Known>> world) {
        double[] sums = new double[3];
        for (int race = 0; race < count; race++) {
            int[] one = race(world.apply(race), objectives, knownBefore);
            IntStream.range(0, 3).forEach(i -> sums[i] += one[i]);
        }
        return new double[] {sums[0] / sums[1], sums[2] / ((double) count * (CANDIDATES - knownBefore))};
    }

    /** Losses that go up and down together from block to block, with an own part of each candidate; sizes at random. */
    private static List<Known> losses(int race, double own) {
        Randomness random = Randomness.of(11, race);
        double[][] hard = new double[2][BLOCKS];
        long[] counts = new long[BLOCKS];
        for (int b = 0; b < BLOCKS; b++) {
            hard[0][b] = random.nextDouble();
            hard[1][b] = random.nextDouble();
            counts[b] = 80L + random.nextInt(40);
        }
        List<Known> all = new ArrayList<>();
        for (int c = 0; c < CANDIDATES; c++) {
            double size = random.nextDouble();
            double skill = 3 - size + 0.3 * random.nextDouble();
            List<List<Double>> sums = List.of(new ArrayList<>(), new ArrayList<>());
            for (int b = 0; b < BLOCKS; b++) {
                for (int t = 0; t < 2; t++) {
                    double skew = -Math.log(1 - random.nextDouble());
                    sums.get(t).add(counts[b] * (skill + hard[t][b] + own * skew));
                }
            }
            List<Long> each =
                    IntStream.range(0, BLOCKS).mapToObj(b -> counts[b]).toList();
            all.add(new Known(
                    new BlockSums(
                            Map.of("t.nats_per_token", sums.get(0), "u.nats_per_token", sums.get(1)),
                            Map.of("t", each, "u", each),
                            Map.of("t", BLOCKS, "u", BLOCKS),
                            0),
                    size));
        }
        return all;
    }

    /** Questions, three a block, of which candidates know the easy ones. */
    private static List<Known> answers(int race) {
        Randomness random = Randomness.of(12, race);
        double[] hard = new double[3 * BLOCKS];
        for (int q = 0; q < hard.length; q++) {
            hard[q] = random.nextDouble();
        }
        List<Known> all = new ArrayList<>();
        for (int c = 0; c < CANDIDATES; c++) {
            double size = random.nextDouble();
            double skill = 0.3 + 0.3 * size + 0.3 * random.nextDouble();
            List<Double> right = new ArrayList<>();
            for (int b = 0; b < BLOCKS; b++) {
                double sum = 0;
                for (int q = 3 * b; q < 3 * b + 3; q++) {
                    sum += skill + 0.3 * (random.nextDouble() - 0.5) > hard[q] ? 1 : 0;
                }
                right.add(sum);
            }
            all.add(new Known(
                    new BlockSums(
                            Map.of("q.acc", right),
                            Map.of("q", Collections.nCopies(BLOCKS, 3L)),
                            Map.of("q", BLOCKS),
                            0),
                    size));
        }
        return all;
    }

    @Test
    void theTrueFrontIsDroppedNoMoreOftenThanTheConfidenceSays() {
        double[] shares = races(300, LOSS, 0, race -> losses(race, 0.3));
        assertThat(shares[0]).isLessThanOrEqualTo(1 - CONFIDENCE);
        assertThat(shares[1]).isGreaterThan(0.15);
    }

    @Test
    void norWhereOthersAreMeasuredOnAllOfTheData() {
        double[] shares = races(300, LOSS, 20, race -> losses(race, 0.3));
        assertThat(shares[0]).isLessThanOrEqualTo(1 - CONFIDENCE);
        assertThat(shares[1]).isGreaterThan(0.2);
    }

    @Test
    void norInTwoMeasuredObjectives() {
        double[] shares = races(200, TWO_LOSSES, 10, race -> losses(race, 0.3));
        assertThat(shares[0]).isLessThanOrEqualTo(1 - CONFIDENCE);
        assertThat(shares[1]).isGreaterThan(0.05);
    }

    @Test
    void norWithAccuracies() {
        double[] shares = races(300, ACCURACY, 20, RacingTest::answers);
        assertThat(shares[0]).isLessThanOrEqualTo(1 - CONFIDENCE);
        assertThat(shares[1]).isGreaterThan(0.05);
    }

    @Test
    void pairsTellMoreThanTheirParts() {
        // With differences alone the blocks' own ups and downs are gone: noise of 0.02 is beaten, of 1 is not.
        assertThat(races(50, LOSS, 20, race -> losses(race, 0.02))[1])
                .isGreaterThan(races(50, LOSS, 20, race -> losses(race, 1))[1] + 0.3);
    }

    @Test
    void aLargerOneIsNoRivalAndNorIsOneThatBreaksConstraints() {
        Known good = losses(1, 0).get(0);
        Known worse = new Known(
                new BlockSums(
                        Map.of(
                                "t.nats_per_token",
                                good.sums().sums().get("t.nats_per_token").stream()
                                        .map(s -> s + 50)
                                        .toList()),
                        good.sums().counts(),
                        Map.of("t", BLOCKS),
                        0),
                good.size());
        Contestant rival = contestant(0, good, LOSS, BLOCKS);
        Racing racing = racing(LOSS);
        Contestant open = contestant(1, worse, LOSS, 10);
        assertThat(judge(racing, List.of(open), List.of(rival))).containsExactly(new Racing.Drop(1, 0));
        Contestant smaller = contestant(1, new Known(worse.sums(), good.size() - 0.1), LOSS, 10);
        assertThat(judge(racing, List.of(smaller), List.of(rival))).isEmpty();
        Contestant breaking =
                new Contestant(0, new Evaluated(Genome.of(0), rival.seen().costs(), 0.1), rival.sums());
        assertThat(judge(racing, List.of(open), List.of(breaking))).isEmpty();
        assertThat(judge(new Racing(LOSS, 0.05, false), List.of(open, contestant(2, good, LOSS, 10)), List.of()))
                .isEmpty();
    }

    /** Twenty candidates measured on all of the data, twenty on 30 blocks; forecasts by the first of all. */
    @Test
    void membersOfTheFrontSeldomWaitAndOthersMostlyDo() {
        int members = 0;
        int waitingMembers = 0;
        int goingOn = 0;
        for (int race = 0; race < 100; race++) {
            List<Known> all = losses(race, 0.3);
            List<Contestant> whole = IntStream.range(0, CANDIDATES)
                    .mapToObj(i -> contestant(i, all.get(i), LOSS, BLOCKS))
                    .toList();
            List<Contestant> open = IntStream.range(20, CANDIDATES)
                    .mapToObj(i -> contestant(i, all.get(i), LOSS, 30))
                    .toList();
            Forecasts forecasts =
                    Forecasts.of(SPACE, List.of(), Optional.of(whole.get(0).sums()));
            Racing.Verdict verdict = racing(LOSS).judge(open, whole.subList(0, 20), forecasts);
            Set<Integer> front = IntStream.of(
                            Pareto.front(whole.stream().map(Contestant::seen).toList()))
                    .filter(i -> i >= 20)
                    .boxed()
                    .collect(Collectors.toSet());
            members += front.size();
            waitingMembers +=
                    (int) verdict.aside().stream().filter(front::contains).count();
            goingOn += open.size() - verdict.aside().size() - verdict.dropped().size() - front.size();
            List<Contestant> aside = open.stream()
                    .filter(c -> verdict.aside().contains(c.number()))
                    .toList();
            assertThat(verdict.aside()).containsAll(racing(LOSS).promising(aside, whole.subList(0, 20), forecasts));
            verdict.dropped().forEach(drop -> assertThat(verdict.aside()).doesNotContain(drop.number()));
        }
        assertThat((double) waitingMembers / members).isLessThan(0.4);
        assertThat((double) goingOn / 100).isLessThan(4);
    }

    @Test
    void threeBlocksSayNothing() {
        List<Known> all = losses(1, 0);
        Contestant best = contestant(0, all.get(0), LOSS, BLOCKS);
        assertThat(judge(racing(LOSS), List.of(contestant(1, all.get(1), LOSS, 3)), List.of(best)))
                .isEmpty();
    }
}
