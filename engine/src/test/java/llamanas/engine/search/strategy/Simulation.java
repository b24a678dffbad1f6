package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/** Runs a strategy against a function, as the coordinator would against workers. */
final class Simulation {
    static final List<String> NAMES = List.of(
            StrategySpec.AGEING, StrategySpec.LINAS, StrategySpec.NSGA2, StrategySpec.NSGA3, StrategySpec.RANDOM);

    private Simulation() {}

    static StrategySpec spec(String name, int population, int predictions) {
        return new StrategySpec(name, population, 0.9, 0, predictions);
    }

    /** The generations until the budget is spent or nothing is left. */
    static List<List<Evaluated>> run(Strategy strategy, Function<Genome, Evaluated> evaluate, int budget) {
        List<List<Evaluated>> generations = new ArrayList<>();
        int left = budget;
        List<Genome> asked = strategy.ask(left);
        while (!asked.isEmpty()) {
            List<Evaluated> told = asked.stream().map(evaluate).toList();
            strategy.tell(told);
            generations.add(told);
            left -= told.size();
            asked = strategy.ask(left);
        }
        return generations;
    }

    static List<Evaluated> flat(List<List<Evaluated>> generations) {
        return generations.stream().flatMap(List::stream).toList();
    }

    static List<Genome> genomes(List<List<Evaluated>> generations) {
        return flat(generations).stream().map(Evaluated::genome).toList();
    }
}
