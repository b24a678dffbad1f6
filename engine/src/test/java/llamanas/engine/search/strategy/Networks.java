package llamanas.engine.search.strategy;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;

/**
 * Made-up networks: what narrowing or removing a layer costs differs from layer to layer, most at both ends of the network
 * as in real ones, and adds up over layers.
 */
public record Networks(SearchProblem problem, List<Double> importance) {
    private static final List<Integer> WIDTHS = List.of(32, 64, 96, 128);

    static Networks of(int layers, List<Constraint> constraints) {
        ModelShape shape = new ModelShape(layers, 32, 128, 4, 2, 8, 100, 256, true, false, false);
        List<Integer> all = IntStream.range(0, layers).boxed().toList();
        List<Integer> order =
                IntStream.range(0, layers).map(i -> layers - 1 - i).boxed().toList();
        SearchSpace space = new SearchSpace(
                shape,
                List.of(
                        new DepthDimension(List.of(layers - 2, layers - 1, layers), order, layers),
                        new FfnDimension(all, WIDTHS)));
        return new Networks(SearchProblem.of(space, spec(constraints)), importance(layers));
    }

    public static SearchSpec spec(List<Constraint> constraints) {
        return spec(
                List.of(
                        new Objective("t.nats_per_token", Direction.MINIMIZE),
                        new Objective("parameters", Direction.MINIMIZE)),
                constraints);
    }

    static SearchSpec spec(List<Objective> objectives, List<Constraint> constraints) {
        return new SearchSpec(
                "made up",
                "/nowhere",
                "float32",
                List.of(),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                objectives,
                constraints,
                Simulation.spec("nsga2", 10, 100),
                100,
                1);
    }

    private static List<Double> importance(int layers) {
        Randomness random = Randomness.of(2024, 0);
        return IntStream.range(0, layers)
                .mapToObj(i -> {
                    double fromMiddle = Math.abs(2.0 * i / (layers - 1) - 1);
                    return (0.2 + fromMiddle * fromMiddle) * Math.exp(2 * random.nextDouble() - 1) / layers;
                })
                .toList();
    }

    /** Nats per token: 2 for the full network. */
    double nats(Architecture architecture) {
        double damage = 0;
        for (int i = 0; i < importance.size(); i++) {
            LayerChoice layer = architecture.layers().get(i);
            double missing = layer.keep() ? 1 - layer.ffn() / 128.0 : 1.5;
            damage += importance.get(i) * missing * missing * 4;
        }
        return 2 + damage;
    }

    Evaluated evaluate(Genome genome) {
        double nats = nats(problem.space().architecture(genome));
        return problem.evaluated(genome, Map.of("t.nats_per_token", nats));
    }
}
