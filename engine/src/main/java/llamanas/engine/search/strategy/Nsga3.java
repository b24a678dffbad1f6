package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.pareto.Pareto;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * NSGA-III (Deb, Jain: An Evolutionary Many-Objective Optimization Algorithm Using Reference-Point-Based Nondominated Sorting
 * Approach, 2014) on integer genes, for three objectives and more, where crowding distance no longer spreads a population. The
 * best fronts of parents and children live on; of the front that can't be taken in full those that fill the emptiest niches
 * around {@link ReferenceDirections}, on the {@link AdaptiveScale} of the population.
 *
 * <p>Candidates that violate constraints follow those that don't, in the order of violation (Jain, Deb 2014, part II), and lose
 * against them as parents; other parents are drawn evenly. O(p^2 m) a generation for a population of p.
 */
final class Nsga3 extends GenerationalStrategy {
    private final Variation variation;
    private final double[][] directions;
    private final AdaptiveScale scale;
    private List<Evaluated> survivors = List.of();

    Nsga3(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        variation = Variation.of(genes(), spec.crossover(), spec.mutation());
        directions = directions(problem.objectives(), spec);
        scale = new AdaptiveScale(problem.objectives());
    }

    private static double[][] directions(int objectives, StrategySpec spec) {
        int most = ReferenceDirections.divisionsFor(objectives, spec.population());
        int divisions = (int) spec.option(StrategyOption.DIVISIONS);
        if (ReferenceDirections.count(objectives, divisions) > spec.population() && divisions > most) {
            throw new InvalidInputException(
                    "strategy.divisions: found " + divisions + ", which makes more reference points for "
                            + objectives + " objectives than the population of " + spec.population()
                            + " can fill; expected at most "
                            + most + ", or a larger population");
        }
        return ReferenceDirections.of(objectives, divisions == 0 ? most : divisions);
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        if (isSeeding() || survivors.isEmpty()) {
            spread(proposals, random);
        } else {
            proposals.fillFrom(() -> variation.child(parent(random), parent(random), random));
        }
    }

    /** Of two survivors drawn at random the one that violates less; the first where neither does. */
    private Genome parent(Randomness random) {
        Evaluated a = survivors.get(random.nextInt(survivors.size()));
        Evaluated b = survivors.get(random.nextInt(survivors.size()));
        return (a.violation() <= b.violation() ? a : b).genome();
    }

    @Override
    void learn(List<Evaluated> generation) {
        List<Evaluated> valid = Stream.concat(survivors.stream(), generation.stream())
                .filter(c -> !c.failed())
                .toList();
        survivors = valid.isEmpty() ? valid : survivors(valid);
    }

    private List<Evaluated> survivors(List<Evaluated> candidates) {
        List<Integer> chosen = new ArrayList<>();
        for (List<Integer> front : Pareto.fronts(candidates)) {
            int free = population() - chosen.size();
            if (front.size() <= free) {
                chosen.addAll(front);
            } else if (candidates.get(front.get(0)).feasible()) {
                chosen.addAll(fittingNiches(candidates, chosen, front, free));
            } else {
                chosen.addAll(front.subList(0, free));
            }
        }
        return chosen.stream().map(candidates::get).toList();
    }

    /** Some of the last front. All that are chosen before it are feasible, as it is. */
    private List<Integer> fittingNiches(
            List<Evaluated> candidates, List<Integer> chosen, List<Integer> last, int count) {
        if (count == 0) {
            return List.of();
        }
        List<Integer> considered = new ArrayList<>(chosen);
        considered.addAll(last);
        double[][] costs = Pareto.costs(considered.stream().map(candidates::get).toList());
        double[][] scaled = scale.scaled(costs, Pareto.front(costs));
        List<Integer> in = IntStream.range(0, chosen.size()).boxed().toList();
        List<Integer> waiting =
                IntStream.range(chosen.size(), considered.size()).boxed().toList();
        return Niches.choose(directions, scaled, in, waiting, count, learningRandomness()).stream()
                .map(considered::get)
                .toList();
    }
}
