package llamanas.workers.train;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.TrainableModel;
import llamanas.workers.llama.TrainableModel.Adapters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A training with all that it needs: the model that is trained, the teacher, saved states, and who is told.
 *
 * @param folder checkpoint to begin with; the frozen teacher as well
 * @param saved where the state is kept
 */
record FineTuning(Path folder, Device device, TrainSpec spec, long seed, SavedState saved) {
    private static final Logger LOG = LoggerFactory.getLogger(FineTuning.class);

    /** The plan that was said last: several trainings of one kind need not say it again. */
    private static final AtomicReference<String> SAID = new AtomicReference<>("");

    private static final String STAGE = "training";
    private static final double NANOS_A_MINUTE = 60e9;

    /** By how much an adapter's product counts: the usual alpha = 2 x rank. */
    private static final double ADAPTER_SCALE = 2;

    /** What is visited, and which two networks are watched on unseen text. */
    @SuppressWarnings("ArrayRecordComponent") // plans on their way to native code; nobody compares them
    record Course(Schedule schedule, long[] full, long[] watched) {}

    /**
     * Trains from the beginning, or from the saved state where there is one, and hands over the trained model.
     *
     * @param result is given the trained model, which is closed afterwards, and its losses
     * @throws llamanas.protocol.InvalidInputException where it does not fit into memory, the loss diverges, or
     *     a state can't be saved
     */
    void run(
            Course course,
            Corpus corpus,
            Consumer<PrepareProgress> progress,
            BiConsumer<TrainableModel, List<LossPoint>> result) {
        Dtype compute = Dtype.choose(spec.dtype(), device);
        boolean keeps = plan(compute).keeps();
        try (LlamaModel teacher = LlamaModel.load(folder, device, compute)) {
            if (compute == Dtype.FLOAT32 || LlamaModel.storedIn(folder, compute)) {
                train(teacher, teacher, keeps, course, corpus, progress, result);
                return;
            }
            try (LlamaModel exact = LlamaModel.load(folder, device, Dtype.FLOAT32)) {
                train(teacher, exact, keeps, course, corpus, progress, result);
            }
        }
    }

    /** What memory it takes and how it goes about it; logged, and refused where it does not fit. */
    private MemoryPlan plan(Dtype compute) {
        TrainingSize size =
                TrainingSize.of(spec, compute, device.isGpu(), TrainingSize.Loaded.of(folder, device, compute));
        MemoryPlan plan =
                MemoryPlan.choose(LlamaConfig.read(folder), size, spec.checkpointing(), AvailableMemory.bytes(device));
        String text = plan.text();
        if (!text.equals(SAID.getAndSet(text))) {
            LOG.info("Memory of the training:\n{}", text);
        }
        return plan;
    }

    private void train(
            LlamaModel teacher,
            LlamaModel begin,
            boolean keeps,
            Course course,
            Corpus corpus,
            Consumer<PrepareProgress> progress,
            BiConsumer<TrainableModel, List<LossPoint>> result) {
        Adapters adapters =
                spec.mode().equals(TrainSpec.LORA) ? new Adapters(spec.rank(), ADAPTER_SCALE, seed) : Adapters.NONE;
        try (TrainableModel model = TrainableModel.of(teacher, begin, adapters)) {
            Ledger ledger = saved.resume(model).orElseGet(Ledger::new);
            Trainer trainer =
                    new Trainer(model, spec, course.schedule(), course.full(), course.watched(), corpus, seed, keeps);
            trainer.run(ledger, new Keeper(model, progress));
            result.accept(model, ledger.curve());
        }
    }

    /** Saves every now and then, and when the thread is interrupted; says how far it is. */
    private final class Keeper implements Trainer.Listener {
        private final TrainableModel model;
        private final Consumer<PrepareProgress> progress;
        private long savedAt = System.nanoTime();

        private Keeper(TrainableModel model, Consumer<PrepareProgress> progress) {
            this.model = model;
            this.progress = progress;
        }

        @Override
        public void stepDone(Ledger ledger, double loss) {
            progress.accept(new PrepareProgress(STAGE, ledger.step(), spec.steps(), loss));
            // Taken back while the file is written: an interrupt would close its channel.
            boolean stopped = Thread.interrupted();
            if (stopped || System.nanoTime() - savedAt > spec.saveMinutes() * NANOS_A_MINUTE) {
                saved.save(model, ledger);
                savedAt = System.nanoTime();
            }
            if (stopped) {
                Thread.currentThread().interrupt();
                throw new StoppedException("stopped in step " + ledger.step() + "; the state is saved in "
                        + saved.file() + ", and the same preparation goes on from there");
            }
        }
    }
}
