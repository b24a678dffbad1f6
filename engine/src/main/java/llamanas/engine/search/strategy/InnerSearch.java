package llamanas.engine.search.strategy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import llamanas.engine.search.Enumeration;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.StoppedException;
import llamanas.protocol.space.Genome;

/**
 * NSGA-II on predictions instead of measurements.
 *
 * @param predictor what measuring genomes would give, in their order, as the problem compares it
 * @param predictions how many genomes to predict; a space of at most that many is predicted in full
 */
record InnerSearch(
        Problem problem, Variation variation, Function<List<Genome>, List<Evaluated>> predictor, int predictions) {
    private static final int POPULATION = 100;

    /** Everything predicted on the way: canonical, feasible, each once. */
    List<Evaluated> run(List<Genome> start, Randomness random) {
        if (problem.space().size().compareTo(BigInteger.valueOf(predictions)) <= 0) {
            return predictor.apply(Enumeration.of(problem.space()).stream()
                    .filter(problem::feasible)
                    .toList());
        }
        Map<Genome, Evaluated> archive = new LinkedHashMap<>();
        Survivors survivors = Survivors.of(first(start, archive, random), POPULATION);
        List<Evaluated> children = survivors.candidates();
        while (archive.size() < predictions && !children.isEmpty()) {
            StoppedException.ifInterrupted();
            children = children(survivors, archive, random);
            List<Evaluated> all = new ArrayList<>(survivors.candidates());
            all.addAll(children);
            survivors = Survivors.of(all, POPULATION);
        }
        return List.copyOf(archive.values());
    }

    private List<Evaluated> first(List<Genome> start, Map<Genome, Evaluated> archive, Randomness random) {
        Proposals proposals = proposals(archive, random);
        start.forEach(proposals::offer);
        proposals.fillFrom(() -> variation.genes().uniform(random));
        return predicted(proposals, archive);
    }

    private List<Evaluated> children(Survivors parents, Map<Genome, Evaluated> archive, Randomness random) {
        Proposals proposals = proposals(archive, random);
        proposals.fillFrom(() -> variation.child(parents, random));
        return predicted(proposals, archive);
    }

    private Proposals proposals(Map<Genome, Evaluated> archive, Randomness random) {
        int wanted = Math.min(POPULATION, predictions - archive.size());
        return new Proposals(problem, variation.genes(), archive.keySet(), wanted, random);
    }

    private List<Evaluated> predicted(Proposals proposals, Map<Genome, Evaluated> archive) {
        List<Evaluated> predicted = predictor.apply(proposals.toList());
        predicted.forEach(candidate -> archive.put(candidate.genome(), candidate));
        return predicted;
    }
}
