package llamanas.workers.train;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.workers.elastic.ExtractedModel;
import llamanas.workers.elastic.Extraction;
import llamanas.workers.elastic.Recipe;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import org.jspecify.annotations.Nullable;

/**
 * Makes a chosen sub-network a checkpoint of its own, after a short distillation from the full network. Cut off at any
 * moment, the same call goes on where it was; called again after its end, it finds what it made.
 */
public final class Recovery {
    private final Job job;
    private final @Nullable Corpus given;
    private final ExtractedModel extracted;
    private final Consumer<PrepareProgress> progress;

    /**
     * What is to be recovered.
     *
     * @param model checkpoint folder of the full network
     * @param train null = extraction alone
     * @param by who does it; hashes and duration are filled in
     */
    public record Job(
            Path model,
            Architecture architecture,
            Path out,
            @Nullable TrainSpec train,
            long seed,
            Device device,
            Provenance by) {
        public Job {
            out = out.toAbsolutePath().normalize();
        }
    }

    private Recovery(Job job, @Nullable Corpus given, Consumer<PrepareProgress> progress) {
        this.job = job;
        this.given = given;
        this.extracted = ExtractedModel.of(job.model(), job.architecture());
        this.progress = progress;
    }

    /**
     * Recovers a sub-network.
     *
     * @throws InvalidInputException where something given can't be used, {@code out} holds something else, memory or disk do
     *     not suffice, or the loss diverges
     * @throws IllegalStateException where another process does the same
     * @throws llamanas.protocol.StoppedException where this thread was interrupted
     */
    public static Extraction recover(Job job, Consumer<PrepareProgress> progress) {
        return new Recovery(job, null, progress).recover();
    }

    /** The same on a corpus that is at hand; the data that the job names is not read again. */
    public static Extraction recover(Job job, Corpus corpus, Consumer<PrepareProgress> progress) {
        return new Recovery(job, corpus, progress).recover();
    }

    /** The sub-network in terms of the model that comes out. */
    public static Architecture inside(Job job) {
        return ExtractedModel.of(job.model(), job.architecture()).inside();
    }

    private Extraction recover() {
        long start = System.nanoTime();
        String source = CheckpointHash.of(CheckpointIndex.read(job.model()));
        String recipe = Recipe.ofRecovery(source, job.architecture(), job.train(), job.seed());
        return WorkFolder.once(job.out(), () -> found(recipe), work -> make(work, source, recipe, start));
    }

    /** What an earlier call made of the same; refuses a folder that holds anything else. */
    private Optional<Extraction> found(String recipe) {
        Optional<Extraction> extraction = Files.isDirectory(job.out()) ? Extraction.find(job.out()) : Optional.empty();
        if (extraction.isPresent() && !extraction.get().recipe().equals(recipe)) {
            throw new InvalidInputException(job.out()
                    + ": found another extracted model, expected this one or nothing; name another folder, or delete this"
                    + " one");
        }
        if (extraction.isEmpty()) {
            CheckpointWriter.into(job.out());
        }
        return extraction;
    }

    private Extraction make(WorkFolder work, String source, String recipe, long start) {
        TrainSpec train = job.train();
        if (train == null) {
            return write(extracted.stored(), List.of(), source, recipe, "", start);
        }
        Corpus corpus = given == null ? corpus(train) : given;
        new Distillation(job.model(), job.device(), train, job.seed(), work.path(), recipe)
                .run(
                        job.architecture(),
                        corpus,
                        progress,
                        (weights, curve) -> write(weights, curve, source, recipe, corpus.hash(), start));
        return Extraction.find(job.out()).orElseThrow();
    }

    private Corpus corpus(TrainSpec train) {
        try (SuperNetwork network =
                SuperNetwork.load(job.model(), job.device(), Dtype.choose(train.dtype(), job.device()))) {
            return TrainingText.of(network, train, job.seed(), progress);
        }
    }

    private Extraction write(
            CheckpointWriter.Fill weights,
            List<LossPoint> curve,
            String source,
            String recipe,
            String dataHash,
            long start) {
        long parameters = Cost.parameters(LlamaConfig.read(job.model()).shape(), job.architecture());
        TrainSpec train = job.train();
        String dtype = train == null
                ? job.by().dtype()
                : Dtype.choose(train.dtype(), job.device()).label();
        extracted.write(job.out(), weights, hash -> {
            long millis = (System.nanoTime() - start) / 1_000_000;
            return new Extraction(
                    Extraction.FORMAT,
                    hash,
                    source,
                    recipe,
                    job.architecture(),
                    parameters,
                    job.seed(),
                    train,
                    curve,
                    job.by().forResult(dtype, hash, dataHash, millis));
        });
        return Extraction.find(job.out()).orElseThrow();
    }
}
