package llamanas.workers.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.LlamaConfig;

/**
 * A short training of one sub-network, whose teacher is the full network as it is in the folder.
 *
 * @param folder checkpoint of the full network
 * @param train its schedule and teacher are not looked at
 * @param seed of the order of the text
 * @param work folder that the state of the training is saved in
 * @param recipe by which a saved state is known again
 */
public record Distillation(Path folder, Device device, TrainSpec train, long seed, Path work, String recipe) {
    /** What {@link FineTuning} calls the network that is watched beside the full one. */
    private static final String WATCHED = "smallest";

    /**
     * Trains, from a saved state where there is one.
     *
     * @param result is given the weights, by names and shapes of the full network (those that the sub-network does not use
     *     mean nothing), and the losses: {@code train.subnetwork} and {@code heldout.subnetwork}
     * @throws llamanas.protocol.InvalidInputException where the loss diverges, or a state can't be saved
     */
    public void run(
            Architecture architecture,
            Corpus corpus,
            Consumer<PrepareProgress> progress,
            BiConsumer<CheckpointWriter.Fill, List<LossPoint>> result) {
        ModelShape shape = LlamaConfig.read(folder).shape();
        long[] plan = Plan.of(architecture, shape);
        FineTuning.Course course = new FineTuning.Course(Schedule.single(plan), Plan.full(shape), plan);
        new FineTuning(folder, device, train, seed, new SavedState(work, recipe))
                .run(
                        course,
                        corpus,
                        progress,
                        (model, curve) -> result.accept(
                                model::write,
                                curve.stream().map(Distillation::ofOne).toList()));
    }

    /** Losses of the full network are left out: it is not what is trained, though it shares the weights. */
    private static LossPoint ofOne(LossPoint point) {
        Map<String, Double> losses = new TreeMap<>();
        point.losses().forEach((name, loss) -> {
            if (name.endsWith("." + WATCHED)) {
                losses.put(name.replace(WATCHED, "subnetwork"), loss);
            }
        });
        return new LossPoint(point.step(), point.learningRate(), losses);
    }
}
