package llamanas.engine.app;

import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.Evaluator;

/** Measures a formula instead of a model: deterministic, so that any run of a search has to give the same front. */
public final class FakeEvaluator implements Evaluator {
    private final SearchSpace space;
    private final long millis;
    private final AtomicInteger evaluations = new AtomicInteger();

    /** @param millis how long one evaluation takes */
    public FakeEvaluator(SearchSpace space, long millis) {
        this.space = space;
        this.millis = millis;
    }

    public int evaluations() {
        return evaluations.get();
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        if (!spec.model().equals("fake")) {
            throw new InvalidInputException("model " + spec.model() + " does not exist");
        }
        return new Inspection(space, "m", "d", Map.of("t", 100L));
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        evaluations.incrementAndGet();
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            return new EvaluationOutcome.Failed("interrupted");
        }
        String prefix = phase == Phase.REPORT ? Metrics.REPORT_PREFIX : "";
        Map<String, Double> metrics = Map.of(
                Metrics.PARAMETERS,
                (double) Cost.parameters(space.shape(), architecture),
                prefix + "t.nats_per_token",
                loss(architecture.layers()));
        Provenance provenance = new Provenance("w", "cpu", "float32", 1, "test", "m", "d", millis);
        return new EvaluationOutcome.Succeeded(new Measurement(metrics, provenance));
    }

    /** Each layer matters in its own way, and neighbours interact. */
    private static double loss(List<LayerChoice> layers) {
        double loss = 2;
        for (int i = 0; i < layers.size(); i++) {
            double lack = layers.get(i).keep() ? 1 - layers.get(i).ffn() / 64.0 : 1.5;
            double before = i > 0 && !layers.get(i - 1).keep() ? 1.3 : 1;
            loss += lack * before * (1 + (i * 7) % 5) / 4.0;
        }
        return loss;
    }

    @Override
    public void close() {}
}
