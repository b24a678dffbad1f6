package llamanas.workers.agent;

import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;

/** Turns a sub-network into measurements. Blocking; called from several threads at once, one a slot of the worker. */
public interface Evaluator extends AutoCloseable {
    /**
     * Opens the model and the tasks of a spec and says what it found.
     *
     * @throws InvalidInputException where something in the spec can't be used
     */
    Inspection inspect(SearchSpec spec);

    /**
     * Measures every task of the spec on one half of its data. Metrics of {@link Phase#REPORT} carry
     * {@link llamanas.protocol.search.Metrics#REPORT_PREFIX}; exact metrics come with every measurement.
     */
    EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase);

    /**
     * Measures every task of the spec on a share of the search half of its data, with {@link Measurement#sums()}. The shares of one
     * candidate may be measured by different workers.
     *
     * @throws InvalidInputException by evaluators that can only measure all at once
     */
    default EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Share share) {
        throw new InvalidInputException("fidelity: this worker measures all of the data at once, and no share of it");
    }

    /**
     * Prepares the model of a spec as its {@link SearchSpec#prepare()} says. Goes on where an earlier call with the same spec was cut
     * off; where the preparation is complete already, it is returned as it is.
     *
     * @param progress told every now and then
     * @throws InvalidInputException where something in the spec can't be used, or the loss diverges
     */
    Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress);

    /**
     * Trains relaxed gates on the model of a spec, on the search half of its first text, as its strategy's options say. Begins anew
     * each time; the same spec on as many threads gives the same gates.
     *
     * @param progress told every now and then
     * @throws InvalidInputException where something in the spec can't be used, or there is no super-network to train them on
     */
    default Gates trainGates(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new InvalidInputException("strategy.name: " + spec.strategy().name()
                + " trains gates on the weights of a model, and there are none here; choose another strategy");
    }

    /**
     * Measures how much each single change of the full network harms it, on few tokens of the search half of a spec's first text (of
     * questions, where there is none). Begins anew each time; the same spec on as many threads gives the same damages.
     *
     * @param progress told every now and then
     * @throws InvalidInputException where something in the spec can't be used, or there is no model to change
     */
    default SingleChanges measureSingleChanges(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new InvalidInputException(
                "single-changes: they are those of a model, and there is none here; set it to false");
    }

    /**
     * Measures the device with sub-networks of a spec's space, as its {@link SearchSpec#deployment()} says, so that latencies can be
     * computed from then on. Nothing else runs on the device meanwhile.
     *
     * @param progress told every now and then
     * @throws InvalidInputException where something in the spec can't be used, or there is no model to run
     */
    default DeviceTimings timeDevice(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new InvalidInputException(
                "deployment: latencies are those of a model on a device, and there is no model here; leave it out");
    }

    @Override
    void close();
}
