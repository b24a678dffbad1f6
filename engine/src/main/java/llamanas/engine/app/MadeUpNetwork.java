package llamanas.engine.app;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.engine.search.SearchProblem;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.Evaluator;

/**
 * A network that exists as a formula alone: evaluating one of its 1.3e10 sub-networks takes microseconds, so that what a
 * search of it takes is what searching takes. What narrowing a layer costs grows towards both ends of the network and with
 * the square of what is missing.
 */
final class MadeUpNetwork implements Evaluator {
    private static final String TASK = "formula";
    private static final String QUALITY = Metrics.ofTask(TASK, Metrics.NATS_PER_TOKEN);
    private static final String DTYPE = "float32";
    private static final int LAYERS = 16;
    private static final List<Integer> WIDTHS = List.of(64, 128, 192, 256);
    private static final int WIDEST = 256;
    private static final ModelShape SHAPE = new ModelShape(LAYERS, 64, WIDEST, 4, 2, 16, 1000, 256, true, false, false);

    /** The search that this network is made for. */
    static SearchSpec spec(StrategySpec strategy, int evaluations, long seed) {
        return new SearchSpec(
                "scale",
                TASK,
                DTYPE,
                List.of(new TaskSpec(TASK, TASK, null, 0, false)),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                List.of(Objective.of(QUALITY), Objective.of(Metrics.PARAMETERS)),
                List.of(),
                strategy,
                evaluations,
                seed);
    }

    static SearchProblem problem(SearchSpec spec) {
        return SearchProblem.of(space(), spec);
    }

    private static SearchSpace space() {
        List<Integer> all = IntStream.range(0, LAYERS).boxed().toList();
        List<Integer> fromBehind =
                IntStream.range(0, LAYERS).map(i -> LAYERS - 1 - i).boxed().toList();
        return new SearchSpace(
                SHAPE,
                List.of(
                        new DepthDimension(List.of(LAYERS - 2, LAYERS - 1, LAYERS), fromBehind, LAYERS),
                        new FfnDimension(all, WIDTHS)));
    }

    /** All that is measured. */
    static Map<String, Double> metrics(Architecture architecture) {
        return Map.of(QUALITY, loss(architecture.layers()), Metrics.PARAMETERS, (double)
                Cost.parameters(SHAPE, architecture));
    }

    private static double loss(List<LayerChoice> layers) {
        double loss = 2;
        for (int i = 0; i < LAYERS; i++) {
            double fromMiddle = Math.abs(2.0 * i / (LAYERS - 1) - 1);
            LayerChoice layer = layers.get(i);
            double missing = layer.keep() ? 1 - (double) layer.ffn() / WIDEST : 1.5;
            loss += (0.2 + fromMiddle * fromMiddle) * (1 + (i * 7) % 5) * missing * missing / LAYERS;
        }
        return loss;
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        return new Inspection(space(), TASK, TASK, Map.of(TASK, 1L));
    }

    /** With names as new as those that come over the wire. */
    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        Provenance provenance =
                new Provenance(fresh(TASK), fresh("cpu"), fresh(DTYPE), 1, Version.current(), TASK, TASK, 0);
        return new EvaluationOutcome.Succeeded(new Measurement(metrics(architecture), provenance));
    }

    @SuppressWarnings("StringCopy")
    private static String fresh(String name) {
        return String.valueOf(name.toCharArray());
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new InvalidInputException("a formula can't be prepared");
    }

    @Override
    public void close() {}
}
