package llamanas.engine.search.race;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.space.Genome;

/**
 * Runs a strategy over ask and tell alone, without workers.
 *
 * @param measure what an evaluation of a genome comes to
 * @param yardstick of the same measurements
 * @param evaluations the budget
 * @param before what is spent of it before the first candidate, on what strategies are told beforehand
 */
public record Race(Function<Genome, Evaluated> measure, Yardstick yardstick, int evaluations, int before) {
    /** A race of strategies that know nothing beforehand. */
    public Race(Function<Genome, Evaluated> measure, Yardstick yardstick, int evaluations) {
        this(measure, yardstick, evaluations, 0);
    }

    /**
     * What became of one run.
     *
     * @param shares of the true hypervolume after each evaluation; fewer than the budget where the space was exhausted
     * @param repeated how often a genome was proposed that had been proposed before
     */
    public record Run(List<Double> shares, int repeated) {
        public Run {
            shares = List.copyOf(shares);
        }

        /** The share after so many evaluations, 0 before the first one. */
        public double share(int evaluations) {
            int last = Math.min(evaluations, shares.size());
            return last == 0 ? 0 : shares.get(last - 1);
        }

        /** After how many evaluations a share was reached; -1 where it never was. */
        public int evaluationsTo(double share) {
            for (int i = 0; i < shares.size(); i++) {
                if (shares.get(i) >= share) {
                    return i + 1;
                }
            }
            return -1;
        }
    }

    /** From the first generation to the end of the budget, or of the space. */
    @SuppressWarnings("ReferenceEquality") // a front that stays as it is stays this very instance
    public Run run(Strategy strategy) {
        Set<Genome> proposed = new HashSet<>();
        List<Double> shares = new ArrayList<>(Collections.nCopies(before, 0.0));
        ParetoFront front = ParetoFront.EMPTY;
        List<Genome> generation = strategy.ask(evaluations - before);
        while (!generation.isEmpty()) {
            List<Evaluated> told = generation.stream().map(measure).toList();
            for (Evaluated candidate : told) {
                ParetoFront next = front.with(candidate);
                boolean same = next == front && shares.size() > before;
                shares.add(same ? shares.get(shares.size() - 1) : Double.valueOf(yardstick.share(next)));
                front = next;
            }
            proposed.addAll(generation);
            strategy.tell(told);
            generation = strategy.ask(evaluations - shares.size());
        }
        return new Run(shares, shares.size() - before - proposed.size());
    }
}
