package llamanas.engine.search.external;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * Pareto local search (Paquete, Chiarandini, Stuetzle 2004): takes members of the front one by one and looks at all networks that
 * differ in a gene, and at as many that differ in two drawn by chance. What a best-known front is made with.
 */
public final class LocalSearch {
    /** Members in a row around which nothing is new: the space is small, and known. */
    private static final int PATIENCE = 1000;

    private final Benchmark benchmark;
    private final Predicate<Evaluated> inside;
    private final int evaluations;
    private final int[] choices;
    private final Set<Genome> seen = new HashSet<>();
    private ParetoFront front = ParetoFront.EMPTY;

    private LocalSearch(Benchmark benchmark, Predicate<Evaluated> inside, int evaluations) {
        this.benchmark = benchmark;
        this.inside = inside;
        this.evaluations = evaluations;
        this.choices = benchmark.problem().space().choices();
    }

    /**
     * The best front that is found.
     *
     * @param inside what may be a member
     * @param starts genomes to begin with
     * @param evaluations the budget
     */
    public static ParetoFront front(
            Benchmark benchmark, Predicate<Evaluated> inside, List<Genome> starts, int evaluations) {
        LocalSearch search = new LocalSearch(benchmark, inside, evaluations);
        starts.forEach(search::look);
        search.run(Randomness.of(1, 0));
        return search.front;
    }

    private void run(Randomness random) {
        Set<Genome> explored = new HashSet<>();
        int dry = 0;
        while (seen.size() < evaluations && dry < PATIENCE) {
            int before = seen.size();
            List<Evaluated> open = front.members().stream()
                    .filter(member -> !explored.contains(member.genome()))
                    .toList();
            List<Evaluated> from = open.isEmpty() ? front.members() : open;
            if (from.isEmpty()) {
                return;
            }
            Genome member = from.get(random.nextInt(from.size())).genome();
            explored.add(member);
            neighbours(member, random).forEach(this::look);
            dry = seen.size() > before ? 0 : dry + 1;
        }
    }

    private List<Genome> neighbours(Genome member, Randomness random) {
        List<Genome> neighbours = new ArrayList<>();
        for (int gene = 0; gene < choices.length; gene++) {
            for (int choice = 0; choice < choices[gene]; choice++) {
                int[] values = member.toArray();
                values[gene] = choice;
                neighbours.add(Genome.of(values));
                int other = random.nextInt(choices.length);
                values[other] = random.nextInt(choices[other]);
                neighbours.add(Genome.of(values));
            }
        }
        return neighbours;
    }

    private void look(Genome genome) {
        Genome canonical = benchmark.problem().space().canonical(genome);
        if (benchmark.problem().feasible(canonical) && seen.add(canonical)) {
            Evaluated measured = benchmark.measure(canonical);
            front = inside.test(measured) ? front.with(measured) : front;
        }
    }
}
