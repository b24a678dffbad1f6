package llamanas.engine.search.race;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.SearchSpace;

/**
 * Two ways to spend the same number of evaluations on shapes and bits: to search both at once, or to search shapes as they are
 * loaded and to quantize the front afterwards (LLaMA-NAS, arXiv 2405.18377).
 *
 * @param joint the space with bits; it contains what is as loaded, and every uniform number of bits
 * @param measure what an evaluation of a sub-network comes to, with its genome in {@code joint}
 * @param evaluations the budget of either way
 */
public record BitsRace(SearchSpace joint, Function<Architecture, Evaluated> measure, int evaluations) {
    /** All that was measured by a search of the joint space. */
    public List<Evaluated> together(Strategy strategy) {
        List<Evaluated> all = new ArrayList<>();
        search(joint, strategy, all, front -> evaluations - all.size());
        return all;
    }

    /**
     * All that was measured by a search of the shapes, which ends as soon as the rest of the budget is what quantizing its
     * front takes, and by quantizing the front then: every layer of every member, by each of the bits.
     *
     * @param shapes the space without bits
     * @param strategy on that space
     */
    public List<Evaluated> inTurn(SearchSpace shapes, Strategy strategy, List<Integer> bits) {
        List<Evaluated> all = new ArrayList<>();
        ParetoFront front = search(
                shapes,
                strategy,
                all,
                found ->
                        evaluations - all.size() - bits.size() * found.members().size());
        List<Architecture> members = front.members().stream()
                .sorted(Comparator.comparing(member -> member.costs().get(0)))
                .map(member -> joint.architecture(member.genome()))
                .toList();
        for (Architecture member : members) {
            for (int each : bits) {
                if (all.size() < evaluations) {
                    all.add(measure.apply(member.withBits(each)));
                }
            }
        }
        return all;
    }

    private interface Rest {
        int of(ParetoFront front);
    }

    private ParetoFront search(SearchSpace space, Strategy strategy, List<Evaluated> all, Rest rest) {
        ParetoFront front = ParetoFront.EMPTY;
        int left = rest.of(front);
        while (left > 0) {
            List<Evaluated> told = new ArrayList<>();
            for (var genome : strategy.ask(left)) {
                Evaluated found = measure.apply(space.architecture(genome));
                all.add(found);
                front = front.with(found);
                told.add(new Evaluated(genome, found.costs(), found.violation()));
            }
            if (told.isEmpty()) {
                return front;
            }
            strategy.tell(told);
            left = rest.of(front);
        }
        return front;
    }
}
