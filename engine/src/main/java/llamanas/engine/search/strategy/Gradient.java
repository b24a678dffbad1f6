package llamanas.engine.search.strategy;

import java.util.List;
import llamanas.engine.search.Problem;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/**
 * Gradient-based search: gates that were trained on the relaxed super-network against {@code task loss + l1 latency + l2
 * parameters} (DARTS, arXiv 1806.09055) say how probable each choice is for each weight of size. Measured are first the most
 * probable sub-network of each weight, then sub-networks drawn from the distributions, those between two weights included,
 * at a temperature that grows with the generations and wherever nothing new is found.
 */
final class Gradient extends GenerationalStrategy {
    /** Growth of the temperature from one generation, or one fruitless round, to the next. */
    private static final double HEATING = 0.25;
    /** After so many fruitless rounds, whatever is left is drawn without the gates. */
    private static final int ROUNDS = 20;
    /** Draws until one holds the constraints; the last one is repaired. */
    private static final int DRAWS = 20;

    private final @Nullable GateDistributions distributions;

    /** @throws InvalidInputException where the gates are for another space */
    Gradient(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        Gates gates = hints.gates();
        distributions = gates == null ? null : new GateDistributions(checked(gates, problem));
    }

    private static List<Gates.Point> checked(Gates gates, Problem problem) {
        gates.check("gates", problem.space());
        return gates.points();
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        GateDistributions from = needed(distributions);
        from.mostProbable().forEach(proposals::offer);
        for (int round = 0; round < ROUNDS && !proposals.isFull(); round++) {
            double temperature = 1 + HEATING * (generation() + round);
            int strata = proposals.free();
            int[] next = {0};
            proposals.fillFrom(
                    () -> draw(from, (next[0]++ % strata + random.nextDouble()) / strata, temperature, random));
        }
    }

    private Genome draw(GateDistributions from, double position, double temperature, Randomness random) {
        Genome drawn = from.draw(position, temperature, random);
        for (int i = 1; i < DRAWS && !problem().feasible(drawn); i++) {
            drawn = from.draw(random.nextDouble(), temperature, random);
        }
        return drawn;
    }

    private static GateDistributions needed(@Nullable GateDistributions distributions) {
        if (distributions == null) {
            throw new InvalidInputException(
                    "strategy.name: " + StrategySpec.GRADIENT
                            + " needs gates that were trained on the model's weights, and there are none; make them with"
                            + " 'llama-nas gates --model DIR --task FILE --space SPEC.conf --out FILE' and give them with --gates FILE");
        }
        return distributions;
    }
}
