package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.engine.search.GeneKind;
import llamanas.engine.search.Problem;
import llamanas.engine.search.predict.Damages;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;

/**
 * What a person would try first: everything at one choice of a dimension (all layers at 8 bits, all at one width), the few layers left
 * out that matter the least, and pairs of those. No strategy should do without knowing them, and none of them should be better than
 * what it finds.
 */
final class ObviousNetworks {
    /** Choices that take a block or a layer away: of all layers at once they leave nothing. */
    private static final Set<String> GONE = Set.of("drop", "none", "0");

    /** What is measured is about 0.8 of the sum of damages: beyond this multiple of what is of interest a sum is too much. */
    private static final double HOPELESS = 1.25;

    /** Sums of damages that are so many times as large are surely not those of the better network. */
    private static final double BEATEN = 2;

    private final Problem problem;
    private final Genome full;
    private final Optional<Damages> damages;
    private final double limit;
    private final int count;

    /** Some genes set to a choice. */
    private record Change(String kind, List<Integer> genes, int choice) {
        int[] appliedTo(int[] values) {
            int[] changed = values.clone();
            genes.forEach(gene -> changed[gene] = choice);
            return changed;
        }
    }

    private ObviousNetworks(Problem problem, Genome full, Optional<Damages> damages, double limit) {
        this.problem = problem;
        this.full = full;
        this.damages = damages;
        this.limit = limit;
        this.count = full.size();
    }

    /**
     * Canonical and feasible, the most obvious first, then spread over the sizes: who takes the first few has some of each. Without
     * damages nobody can tell which layers matter the least, so that none are left out where each may go by itself.
     *
     * @param full the network that all others are changes of
     * @param limit damage in nats/token that is of interest; infinite where nobody says
     */
    static List<Genome> of(Problem problem, Genome full, Optional<Damages> damages, double limit) {
        return new ObviousNetworks(problem, full, damages, limit).find();
    }

    private List<Genome> find() {
        List<GeneKind> kinds = GeneKind.of(genes());
        List<Change> uniform = kinds.stream().flatMap(this::uniform).toList();
        List<Change> fewer = kinds.stream().flatMap(this::fewer).toList();
        Set<Genome> found = new LinkedHashSet<>();
        add(uniform.stream().map(change -> change.appliedTo(full.toArray())), false, found);
        Set<Genome> others = new LinkedHashSet<>();
        add(fewer.stream().map(change -> change.appliedTo(full.toArray())), true, others);
        List<Change> all = Stream.concat(uniform.stream(), fewer.stream()).toList();
        add(pairs(all), true, others);
        others.removeAll(found);
        List<Genome> ordered = new ArrayList<>(found);
        List<Genome> rest = new ArrayList<>(others);
        rest.removeAll(beaten(found, others));
        ordered.addAll(spread(List.copyOf(found), rest));
        return ordered;
    }

    /** Those that damages say to be far worse than others that are no larger: nothing is learned from them. O(n^2). */
    private Set<Genome> beaten(Set<Genome> found, Set<Genome> others) {
        List<Genome> all = Stream.concat(found.stream(), others.stream()).toList();
        double[] sizes = all.stream().mapToDouble(this::size).toArray();
        double[] harms = all.stream().mapToDouble(this::damage).toArray();
        Set<Genome> beaten = new LinkedHashSet<>();
        for (int i = found.size(); i < sizes.length; i++) {
            for (int j = 0; j < sizes.length; j++) {
                if (sizes[j] <= sizes[i] && harms[i] > BEATEN * harms[j] && damages.isPresent()) {
                    beaten.add(all.get(i));
                }
            }
        }
        return beaten;
    }

    private List<Gene> genes() {
        return problem.space().genes();
    }

    /** All genes of a kind at each choice that leaves something. */
    private Stream<Change> uniform(GeneKind kind) {
        boolean single = kind.genes().size() == 1;
        return IntStream.range(0, kind.choices().size())
                .filter(choice -> single || !GONE.contains(kind.choices().get(choice)))
                .filter(choice -> kind.genes().stream().anyMatch(gene -> full.get(gene) != choice))
                .mapToObj(choice -> new Change(kind.name(), kind.genes(), choice));
    }

    /** The one, two, .. genes of a kind that matter the least at the choice that takes something away. */
    private Stream<Change> fewer(GeneKind kind) {
        if (damages.isEmpty() || kind.genes().size() == 1) {
            return Stream.empty();
        }
        return IntStream.range(0, kind.choices().size())
                .filter(choice -> GONE.contains(kind.choices().get(choice)))
                .boxed()
                .flatMap(choice -> {
                    List<Integer> order = kind.genes().stream()
                            .filter(gene -> full.get(gene) != choice)
                            .sorted(Comparator.comparingDouble(gene -> damage(gene, choice)))
                            .toList();
                    return IntStream.range(1, order.size())
                            .mapToObj(n -> new Change(kind.name(), order.subList(0, n), choice));
                });
    }

    private double damage(int gene, int choice) {
        int[] values = full.toArray();
        values[gene] = choice;
        return damage(problem.space().canonical(Genome.of(values)));
    }

    private double damage(Genome canonical) {
        return damages.map(d -> d.of(canonical)).orElse(0.0);
    }

    private Stream<int[]> pairs(List<Change> changes) {
        return changes.stream().flatMap(first -> changes.stream()
                .filter(second -> first.kind().compareTo(second.kind()) < 0)
                .map(second -> second.appliedTo(first.appliedTo(full.toArray()))));
    }

    private void add(Stream<int[]> values, boolean hopefulOnly, Set<Genome> found) {
        values.map(v -> problem.space().canonical(Genome.of(v)))
                .filter(genome -> genome.size() == count && !genome.equals(full))
                .filter(genome -> !hopefulOnly || damage(genome) <= HOPELESS * limit)
                .filter(problem::feasible)
                .forEach(found::add);
    }

    /** The others, each time the one whose size is farthest from all sizes before it. O(n^2). */
    private List<Genome> spread(List<Genome> first, List<Genome> others) {
        double[] sizes = others.stream().mapToDouble(this::size).toArray();
        double[] distances = new double[sizes.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        Stream.concat(Stream.of(full), first.stream()).forEach(genome -> nearer(distances, sizes, size(genome)));
        List<Genome> ordered = new ArrayList<>();
        boolean[] taken = new boolean[sizes.length];
        for (int n = 0; n < sizes.length; n++) {
            int farthest = -1;
            for (int i = 0; i < sizes.length; i++) {
                if (!taken[i] && (farthest < 0 || distances[i] > distances[farthest])) {
                    farthest = i;
                }
            }
            taken[farthest] = true;
            ordered.add(others.get(farthest));
            nearer(distances, sizes, sizes[farthest]);
        }
        return ordered;
    }

    private static void nearer(double[] distances, double[] sizes, double size) {
        for (int i = 0; i < sizes.length; i++) {
            distances[i] = Math.min(distances[i], Math.abs(sizes[i] - size));
        }
    }

    /** The first objective that is computed; damage where all are measured. */
    private double size(Genome genome) {
        return Arrays.stream(problem.exactCosts(genome))
                .filter(Double::isFinite)
                .findFirst()
                .orElseGet(() -> damage(genome));
    }
}
