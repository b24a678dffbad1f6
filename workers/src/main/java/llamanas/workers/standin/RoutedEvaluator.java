package llamanas.workers.standin;

import java.util.function.Consumer;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.workers.agent.Evaluator;

/** Gives each spec to the one that can answer it: specs with a stand-in to one evaluator, all others to another. */
public final class RoutedEvaluator implements Evaluator {
    private final Evaluator models;
    private final Evaluator standIns;

    /** Both are closed with this one. */
    public RoutedEvaluator(Evaluator models, Evaluator standIns) {
        this.models = models;
        this.standIns = standIns;
    }

    private Evaluator of(SearchSpec spec) {
        return spec.standIn() == null ? models : standIns;
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        return of(spec).inspect(spec);
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        return of(spec).evaluate(spec, architecture, phase);
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Share share) {
        return of(spec).evaluate(spec, architecture, share);
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return of(spec).prepare(spec, progress);
    }

    @Override
    public Gates trainGates(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return of(spec).trainGates(spec, progress);
    }

    @Override
    public SingleChanges measureSingleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return of(spec).measureSingleChanges(spec, progress);
    }

    @Override
    public DeviceTimings timeDevice(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return of(spec).timeDevice(spec, progress);
    }

    @Override
    public void close() {
        try {
            models.close();
        } finally {
            standIns.close();
        }
    }
}
