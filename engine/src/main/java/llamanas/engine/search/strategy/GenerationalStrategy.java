package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.predict.Damages;
import llamanas.protocol.Randomness;
import llamanas.protocol.space.Genome;

/**
 * What all strategies share: generations are counted, randomness starts anew with each, nothing known is proposed again, and
 * the first population is the problem's initial genomes and others spread between the smallest and the largest. A strategy
 * adds {@link #propose} and, where it keeps more than the history, {@link #learn}.
 *
 * <p>Asking changes nothing, so all state follows from what was told.
 */
abstract class GenerationalStrategy implements Strategy {
    /** One part of so many of the budget goes to the obvious networks at most. */
    private static final int START = 5;
    /** A sum of damages that is so many times what is of interest says that nothing is left of a network. */
    private static final double HOPELESS = 4;

    private final Problem problem;
    private final Genes genes;
    private final int population;
    private final long seed;
    private final Optional<Damages> damages;
    /** What everybody would try first. */
    private final List<Genome> beginning;

    private final Set<Genome> known = new LinkedHashSet<>();
    private final List<Evaluated> history = new ArrayList<>();
    private final List<Evaluated> measured = new ArrayList<>();
    private List<Double> reference = List.of();
    private int generation;

    GenerationalStrategy(Problem problem, int population, long seed, Hints hints) {
        this.damages = Optional.ofNullable(hints.damages());
        this.problem = problem;
        this.genes = new Genes(problem.space());
        this.population = population;
        this.seed = seed;
        this.beginning = problem.initial().isEmpty() ? List.of() : beginning(problem, damages);
    }

    private static List<Genome> beginning(Problem problem, Optional<Damages> damages) {
        double limit = problem.worthwhileDamage();
        // Not the smallest network where single changes tell that nothing is left of it.
        Stream<Genome> worthwhile = problem.initial().stream()
                .filter(genome -> damages.isEmpty() || damages.get().of(genome) <= HOPELESS * limit);
        List<Genome> obvious =
                ObviousNetworks.of(problem.measured(), problem.initial().get(0), damages, limit);
        return Stream.concat(worthwhile, obvious.stream()).distinct().toList();
    }

    @Override
    public final Beginning beginning(int evaluations) {
        return new Beginning(beginning, Math.min(beginning.size(), affordable(evaluations)));
    }

    private int affordable(int evaluations) {
        return Math.max(evaluations / START, problem.initial().size());
    }

    @Override
    public final List<Genome> ask(int limit) {
        int wanted = Math.min(limit, isSeeding() ? seeding(limit) : step());
        if (wanted <= 0) {
            return List.of();
        }
        Randomness random = Randomness.of(seed, generation);
        Proposals proposals = new Proposals(problem, genes, known, wanted, random);
        // As much of it as the budget allows.
        beginning.stream().limit(affordable(history.size() + limit)).forEach(proposals::offer);
        propose(proposals, random);
        proposals.fillWithRest();
        return proposals.toList();
    }

    @Override
    public final void tell(List<Evaluated> told) {
        if (reference.isEmpty()) {
            reference = told.stream()
                    .filter(candidate -> !candidate.failed())
                    .findFirst()
                    .map(Evaluated::costs)
                    .orElse(reference);
        }
        measured.addAll(told);
        List<Evaluated> compared = told.stream().map(this::compared).toList();
        learn(compared);
        for (Evaluated candidate : compared) {
            known.add(problem.space().canonical(candidate.genome()));
            history.add(candidate);
        }
        generation++;
    }

    /** A candidate with costs in {@link Problem#measured()} as the problem compares it. */
    final Evaluated compared(Evaluated candidate) {
        return problem.compared(candidate, reference);
    }

    /** Offers the strategy's genomes; what it leaves free is filled with others. */
    abstract void propose(Proposals proposals, Randomness random);

    /** Takes in a finished generation as the problem compares it, before it becomes part of the history. */
    void learn(List<Evaluated> generation) {}

    /** How many candidates are measured before there is anything to build on. */
    int first() {
        return population;
    }

    /** How many candidates a generation has until then, where so many evaluations are left. */
    int seeding(int evaluations) {
        return first();
    }

    /** How many candidates a generation has once that many are measured. */
    int step() {
        return population;
    }

    /** Randomness for {@link #learn}, independent of what the same generation was proposed with. */
    final Randomness learningRandomness() {
        return Randomness.of(seed, -1L - generation);
    }

    /** Fills up with genomes whose levels of damage, or where that is not known of size, are stratified: one in each of as many equal parts of 0 to 1 as are free. */
    final void spread(Proposals proposals, Randomness random) {
        int strata = proposals.free();
        if (strata == 0) {
            return;
        }
        int[] next = {0};
        proposals.fillFrom(() -> {
            double level = (next[0]++ % strata + random.nextDouble()) / strata;
            return damages.map(known -> harmed(known, level, random)).orElseGet(() -> genes.atLevel(level, random));
        });
    }

    /**
     * The full network with changes drawn by chance, as many as it takes to come to a level from 0 to 1 of the damage that is of interest:
     * what lies beyond is worth no evaluation, and genes drawn by chance nearly all do.
     */
    private Genome harmed(Damages known, double level, Randomness random) {
        Genome genome = known.base();
        for (int tried = 0; tried < genes.count(); tried++) {
            int gene = random.nextInt(genes.count());
            int[] values = genome.toArray();
            values[gene] = random.nextInt(genes.choices(gene));
            Genome changed = problem.space().canonical(Genome.of(values));
            if (known.of(changed) <= level * problem.worthwhileDamage()) {
                genome = changed;
            }
        }
        return genome;
    }

    /** Whether fewer candidates than the first generation's have been measured, so that there is nothing to build on yet. */
    final boolean isSeeding() {
        return history.size() < first();
    }

    /** What single changes of the full network cost, where that was measured. */
    final Optional<Damages> damages() {
        return damages;
    }

    /** The cost beyond which an objective of {@link Problem#measured()} is of no interest. */
    final double[] limits() {
        return problem.measured().limits(reference);
    }

    final boolean isKnown(Genome canonical) {
        return known.contains(canonical);
    }

    final Problem problem() {
        return problem;
    }

    final Genes genes() {
        return genes;
    }

    final int population() {
        return population;
    }

    /** Number of generations that are told. */
    final int generation() {
        return generation;
    }

    /** All that was told, as it was: with costs in {@link Problem#measured()}. In {@link #learn} with the new generation. */
    final List<Evaluated> measured() {
        return Collections.unmodifiableList(measured);
    }

    /** All that was told, in that order, as the problem compares it. */
    final List<Evaluated> history() {
        return Collections.unmodifiableList(history);
    }
}
