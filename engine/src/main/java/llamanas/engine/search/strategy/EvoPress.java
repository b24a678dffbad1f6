package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * EvoPress (Sieberling et al., arXiv 2410.14649) for all sizes at once: a child is the best network of a size in which a few
 * blocks switch levels such that the size stays, one up and another down. The paper evolves one size with one survivor; here
 * the front of all that was measured holds the survivor of every size, and the children of a generation aim at sizes spread
 * along it: evenly by its length, with each objective in units of the front's extent, so that they are dense where it bends.
 *
 * <p>The size is the first exact objective. Where there is none, blocks switch without regard to size, and parents are chosen by
 * front and crowding distance as in {@link Nsga2}. O(children * blocks * options) computations of exact costs a generation.
 */
final class EvoPress extends GenerationalStrategy {
    private final LevelSwitch levels;
    private final OptionalInt sized;
    private final int batch;
    private final Elite elite = new Elite();

    /** A member of the front with its place along it, from 0 on. */
    private record Place(Evaluated member, double size, double length) {}

    EvoPress(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        sized = firstExact(problem);
        levels = new LevelSwitch(problem, genes(), sized);
        batch = (int) spec.option(StrategyOption.BATCH);
    }

    private static OptionalInt firstExact(Problem problem) {
        int genes = problem.space().genes().size();
        double[] costs = problem.exactCosts(problem.space().canonical(Genome.of(new int[genes])));
        return IntStream.range(0, costs.length)
                .filter(i -> !Double.isNaN(costs[i]))
                .findFirst();
    }

    @Override
    int step() {
        return batch;
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        List<Place> places = sized.isPresent() ? places(sized.getAsInt()) : List.of();
        if (isSeeding()) {
            spread(proposals, random);
        } else if (places.isEmpty()) {
            ofAnySize(proposals, random);
        } else {
            ofSizes(proposals, places, random);
        }
    }

    /** Where no objective is exact, or nothing holds the constraints yet. */
    private void ofAnySize(Proposals proposals, Randomness random) {
        Survivors survivors = elite.best(population());
        if (!survivors.isEmpty()) {
            proposals.fillFrom(() -> levels.child(survivors.tournament(random).genome(), random));
        }
    }

    private void ofSizes(Proposals proposals, List<Place> places, Randomness random) {
        int strata = proposals.free();
        if (strata == 0) {
            return;
        }
        double whole = places.get(places.size() - 1).length();
        int[] next = {0};
        proposals.fillFrom(() -> {
            double along = whole * (next[0]++ % strata + random.nextDouble()) / strata;
            int above = IntStream.range(0, places.size())
                    .filter(i -> places.get(i).length() > along)
                    .findFirst()
                    .orElse(places.size() - 1);
            return child(places, Math.max(1, above), along, random);
        });
    }

    /** Between two neighbours of the front, of which the smaller one is the best of all that are no larger. */
    private Genome child(List<Place> places, int above, double along, Randomness random) {
        Place smaller = places.get(above - 1);
        if (above == places.size()) {
            return levels.child(smaller.member().genome(), smaller.size(), random);
        }
        Place larger = places.get(above);
        double gap = larger.length() - smaller.length();
        double share = gap > 0 ? (along - smaller.length()) / gap : 0;
        Place parent = share < random.nextDouble() ? smaller : larger;
        return levels.child(
                parent.member().genome(), smaller.size() + share * (larger.size() - smaller.size()), random);
    }

    /** The front by ascending size. */
    private List<Place> places(int size) {
        List<Evaluated> front = elite.front().stream()
                .sorted(Comparator.comparingDouble(member -> member.costs().get(size)))
                .toList();
        List<Place> places = new ArrayList<>();
        if (front.isEmpty()) {
            return places;
        }
        double[] extent = new double[front.get(0).costs().size()];
        for (int k = 0; k < extent.length; k++) {
            int column = k;
            extent[k] =
                    front.stream().mapToDouble(m -> m.costs().get(column)).max().orElseThrow()
                            - front.stream()
                                    .mapToDouble(m -> m.costs().get(column))
                                    .min()
                                    .orElseThrow();
        }
        double length = 0;
        for (int i = 0; i < front.size(); i++) {
            length += i == 0 ? 0 : distance(front.get(i - 1), front.get(i), extent);
            places.add(new Place(front.get(i), front.get(i).costs().get(size), length));
        }
        return places;
    }

    private static double distance(Evaluated a, Evaluated b, double[] extent) {
        double distance = 0;
        for (int k = 0; k < extent.length; k++) {
            double apart = Math.abs(a.costs().get(k) - b.costs().get(k));
            distance += extent[k] > 0 ? apart / extent[k] : 0;
        }
        return distance;
    }

    @Override
    void learn(List<Evaluated> generation) {
        elite.add(generation, generation);
    }
}
