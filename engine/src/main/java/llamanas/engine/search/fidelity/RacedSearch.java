package llamanas.engine.search.fidelity;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
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
    /** Sums of thirds and tenths that are a whole number shall count as one. */
    private static final double ROUNDING = 1e-9;

    private final SearchProblem problem;
    private final Racing racing;
    private final FidelitySpec fidelity;
    private final Function<Genome, Measurement> whole;
    private final Yardstick yardstick;

    private final List<Step> steps = new ArrayList<>();
    private final List<Genome> genomes = new ArrayList<>();
    /** How many rungs each candidate has behind it. */
    private final Map<Integer, Integer> rungs = new HashMap<>();

    private final Map<Integer, Contestant> complete = new TreeMap<>();
    private final Set<Integer> aside = new TreeSet<>();
    private ParetoFront front = ParetoFront.EMPTY;
    private double spent;
    private long tokens;
    private int wrong;

    /** How much of the true hypervolume was there after so many tokens. */
    public record Step(long tokens, double share) {}

    /**
     * What became of it.
     *
     * @param candidates that were measured, on all of the data or a part
     * @param complete that were measured on all of the data
     * @param wrong how many of the true front were proposed and dropped
     * @param undecided how many of the true front were proposed and left aside
     */
    public record Run(List<Step> steps, long tokens, int candidates, int complete, int wrong, int undecided) {
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
        int reserve = fidelity.rungs().size() == 1 ? 0 : Racing.reserve(evaluations);
        List<Genome> generation = strategy.ask(evaluations - reserve);
        while (!generation.isEmpty()) {
            strategy.tell(measured(generation));
            generation = strategy.ask(left(evaluations - reserve));
            if (generation.isEmpty()) {
                resume(evaluations);
                generation = strategy.ask(left(evaluations));
            }
        }
        int undecided = (int) aside.stream().filter(this::isBest).count();
        return new Run(steps, tokens, genomes.size(), complete.size(), wrong, undecided);
    }

    private int left(int evaluations) {
        return (int) Math.floor(evaluations - spent + ROUNDING);
    }

    private boolean isBest(int number) {
        Evaluated candidate = seen(number, whole(number));
        return yardstick.trueFront().stream().anyMatch(best -> best.costs().equals(candidate.costs()));
    }

    private Measurement whole(int number) {
        return whole.apply(genomes.get(number));
    }

    private BlockSums sums(int number) {
        return Optional.ofNullable(whole(number).sums()).orElseThrow();
    }

    private Evaluated seen(int number, Measurement measurement) {
        return problem.evaluated(genomes.get(number), measurement.metrics());
    }

    /** Measures a generation rung by rung; says what its strategy is told of each. */
    private List<Evaluated> measured(List<Genome> generation) {
        int first = genomes.size();
        genomes.addAll(generation);
        spent += generation.size();
        Map<Integer, Evaluated> told = new TreeMap<>();
        race(new TreeSet<>(IntStream.range(first, genomes.size()).boxed().toList()), told);
        return List.copyOf(told.values());
    }

    /** Takes up what was set aside, the most promising first, as long as it is promising and the budget lasts. */
    private void resume(int evaluations) {
        Set<Integer> open = new TreeSet<>();
        do {
            open.clear();
            List<Contestant> waiting = aside.stream().map(this::contestant).toList();
            for (int number : racing.promising(waiting, rivals(), forecasts())) {
                if (spent + unread(number) <= evaluations + ROUNDING) {
                    spent += unread(number);
                    aside.remove(number);
                    open.add(number);
                }
            }
            race(new TreeSet<>(open), new HashMap<>());
        } while (!open.isEmpty());
    }

    /** Rung by rung, until all are done with or set aside. */
    private void race(Set<Integer> open, Map<Integer, Evaluated> told) {
        while (!open.isEmpty()) {
            for (int number : List.copyOf(open)) {
                measure(number);
                if (complete.containsKey(number)) {
                    told.put(number, contestant(number).seen());
                    open.remove(number);
                }
            }
            Forecasts forecasts = forecasts();
            Racing.Verdict verdict =
                    racing.judge(open.stream().map(this::contestant).toList(), rivals(), forecasts);
            verdict.dropped().forEach(drop -> {
                wrong += isBest(drop.number()) ? 1 : 0;
                told.put(drop.number(), stopped(drop.number(), open, forecasts));
            });
            verdict.aside().forEach(number -> {
                told.put(number, stopped(number, open, forecasts));
                aside.add(number);
            });
        }
    }

    private Evaluated stopped(int number, Set<Integer> open, Forecasts forecasts) {
        open.remove(number);
        spent -= unread(number);
        return seen(number, forecasts.estimate(genomes.get(number), known(number)));
    }

    /** Candidate 0, which all others are compared with, has all of the data at once. */
    private void measure(int number) {
        int rung = rungs.getOrDefault(number, 0);
        Share share = number == 0 ? Share.ALL : fidelity.share(rung);
        tokens += sums(number).part(share).tokens();
        rungs.put(number, rung + 1);
        if (share.isLast()) {
            Evaluated candidate = seen(number, whole(number));
            complete.put(number, new Contestant(number, candidate, sums(number)));
            front = front.with(candidate);
            steps.add(new Step(tokens, yardstick.share(front)));
        }
    }

    /** What is not measured of it, as a part of 1. */
    private double unread(int number) {
        return 1 - part(number);
    }

    private double part(int number) {
        return fidelity.rungs().get(rungs.getOrDefault(number, 1) - 1);
    }

    private Measurement known(int number) {
        Measurement all = whole(number);
        return Measurement.of(all.metrics(), sums(number).part(new Share(0, part(number))), all.provenance());
    }

    private Contestant contestant(int number) {
        Contestant known = complete.get(number);
        if (known != null) {
            return known;
        }
        Measurement part = known(number);
        return new Contestant(
                number, seen(number, part), Optional.ofNullable(part.sums()).orElseThrow());
    }

    private List<Contestant> rivals() {
        return complete.values().stream()
                .filter(c -> front.members().contains(c.seen()))
                .toList();
    }

    private Forecasts forecasts() {
        Optional<BlockSums> full = Optional.ofNullable(complete.get(0)).map(Contestant::sums);
        return Forecasts.of(problem.space(), List.copyOf(complete.values()), full);
    }
}
