package llamanas.engine.search.fidelity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Genome;

/**
 * A search on growing shares of the data over ask and tell alone, without workers: what the coordinator does, on measurements that are
 * there already. With one rung, that of all data, a search that measures everything at once. Mutable; for one run.
 */
public final class RacedSearch {
    private final SearchProblem problem;
    private final Racing racing;
    private final FidelitySpec fidelity;
    private final Function<Genome, Measurement> whole;
    private final Yardstick yardstick;

    private final List<Step> steps = new ArrayList<>();
    private final List<Contestant> complete = new ArrayList<>();
    private ParetoFront front = ParetoFront.EMPTY;
    private Optional<BlockSums> fullNetwork = Optional.empty();
    private double spent;
    private long tokens;
    private int candidates;

    /** How much of the true hypervolume was there after so many tokens. */
    public record Step(long tokens, double share) {}

    /**
     * What became of it.
     *
     * @param candidates that were measured, on all of the data or a part
     * @param wrong how many of the true front were proposed and dropped
     */
    public record Run(List<Step> steps, long tokens, int candidates, int wrong) {
        public Run {
            steps = List.copyOf(steps);
        }

        /** The share of the true hypervolume in the end. */
        public double share() {
            return steps.isEmpty() ? 0 : steps.get(steps.size() - 1).share();
        }

        /** After how many tokens a share was reached; empty where it never was. */
        public Optional<Long> tokensTo(double share) {
            return steps.stream()
                    .filter(step -> step.share() >= share)
                    .findFirst()
                    .map(Step::tokens);
        }
    }

    /** @param whole what measuring on all of the data gives, with its sums */
    public RacedSearch(
            SearchProblem problem,
            Racing racing,
            FidelitySpec fidelity,
            Function<Genome, Measurement> whole,
            Yardstick yardstick) {
        this.problem = problem;
        this.racing = racing;
        this.fidelity = fidelity;
        this.whole = whole;
        this.yardstick = yardstick;
    }

    /** From the first generation to the end of the budget, or of the space. */
    public Run run(Strategy strategy, int evaluations) {
        List<List<Double>> best =
                yardstick.trueFront().stream().map(Evaluated::costs).toList();
        int wrong = 0;
        List<Genome> generation = strategy.ask(evaluations);
        while (!generation.isEmpty()) {
            int first = candidates;
            Map<Integer, Evaluated> told = generation(generation);
            for (Map.Entry<Integer, Evaluated> one : told.entrySet()) {
                Genome genome = generation.get(one.getKey() - first);
                boolean dropped =
                        complete.stream().noneMatch(c -> c.seen().genome().equals(genome));
                wrong += dropped
                                && best.contains(
                                        seen(genome, whole.apply(genome)).costs())
                        ? 1
                        : 0;
            }
            strategy.tell(List.copyOf(told.values()));
            generation = strategy.ask((int) (evaluations - spent));
        }
        return new Run(steps, tokens, candidates, wrong);
    }

    private Evaluated seen(Genome genome, Measurement measurement) {
        return problem.evaluated(genome, measurement.metrics());
    }

    /** Measures a generation rung by rung; says what its strategy is told of each, by number. */
    private Map<Integer, Evaluated> generation(List<Genome> genomes) {
        Map<Integer, Evaluated> told = new TreeMap<>();
        Map<Integer, Genome> open = new TreeMap<>();
        genomes.forEach(genome -> open.put(candidates++, genome));
        for (int rung = 0; rung < fidelity.rungs().size() && !open.isEmpty(); rung++) {
            List<Contestant> measured = new ArrayList<>();
            for (Map.Entry<Integer, Genome> one : Map.copyOf(open).entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .toList()) {
                Share share = one.getKey() == 0 ? Share.ALL : fidelity.share(rung);
                Contestant contestant = measure(one.getKey(), one.getValue(), share);
                if (share.isLast()) {
                    told.put(one.getKey(), contestant.seen());
                    open.remove(one.getKey());
                } else {
                    measured.add(contestant);
                }
            }
            for (Racing.Drop drop : racing.judge(measured, rivals())) {
                told.put(
                        drop.number(),
                        dropped(open.remove(drop.number()), fidelity.rungs().get(rung)));
            }
        }
        return told;
    }

    private List<Contestant> rivals() {
        return complete.stream()
                .filter(c -> front.members().contains(c.seen()))
                .sorted(Comparator.comparing(Contestant::number))
                .collect(Collectors.toList());
    }

    private Contestant measure(int number, Genome genome, Share share) {
        Measurement all = whole.apply(genome);
        BlockSums sums = Optional.ofNullable(all.sums()).orElseThrow();
        tokens += sums.part(share).tokens();
        if (!share.isLast()) {
            Measurement part = Measurement.of(all.metrics(), sums.part(new Share(0, share.to())), all.provenance());
            return new Contestant(number, seen(genome, part), sums.part(new Share(0, share.to())));
        }
        Contestant contestant = new Contestant(number, seen(genome, all), sums);
        fullNetwork = number == 0 ? Optional.of(sums) : fullNetwork;
        spent++;
        complete.add(contestant);
        front = front.with(contestant.seen());
        steps.add(new Step(tokens, yardstick.share(front)));
        return contestant;
    }

    private Evaluated dropped(Genome genome, double part) {
        spent += part;
        Measurement all = whole.apply(genome);
        BlockSums sums = Optional.ofNullable(all.sums()).orElseThrow();
        Measurement known = Measurement.of(all.metrics(), sums.part(new Share(0, part)), all.provenance());
        return seen(genome, ShareEstimate.of(known, fullNetwork));
    }
}
