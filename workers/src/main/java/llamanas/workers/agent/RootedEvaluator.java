package llamanas.workers.agent;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.GivenFiles;
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

/**
 * An evaluator that opens no file outside of some folders, whatever a spec names and wherever links of a model's folder lead: they are
 * judged where they are opened (see {@link GivenFiles}), which is in the thread that calls.
 */
public final class RootedEvaluator implements Evaluator {
    private final Evaluator evaluator;
    private final List<Path> roots;

    /**
     * Around another, which is closed with it.
     *
     * @param roots folders; empty allows all
     */
    public RootedEvaluator(Evaluator evaluator, List<Path> roots) {
        this.evaluator = evaluator;
        this.roots = List.copyOf(roots);
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        return GivenFiles.within(roots, () -> evaluator.inspect(spec));
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        return GivenFiles.within(roots, () -> evaluator.evaluate(spec, architecture, phase));
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Share share) {
        return GivenFiles.within(roots, () -> evaluator.evaluate(spec, architecture, share));
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return GivenFiles.within(roots, () -> evaluator.prepare(spec, progress));
    }

    @Override
    public Gates trainGates(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return GivenFiles.within(roots, () -> evaluator.trainGates(spec, progress));
    }

    @Override
    public SingleChanges measureSingleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return GivenFiles.within(roots, () -> evaluator.measureSingleChanges(spec, progress));
    }

    @Override
    public DeviceTimings timeDevice(SearchSpec spec, Consumer<PrepareProgress> progress) {
        return GivenFiles.within(roots, () -> evaluator.timeDevice(spec, progress));
    }

    @Override
    public void close() {
        evaluator.close();
    }
}
