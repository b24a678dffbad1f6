package llamanas.workers.train;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.elastic.Manifest;
import llamanas.workers.elastic.OrderedModel;
import llamanas.workers.elastic.Recipe;
import llamanas.workers.elastic.SpaceResolver;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.TensorEntry;
import llamanas.workers.llama.TrainableModel;
import llamanas.workers.tasks.TextFiles;
import llamanas.workers.tasks.TokenIds;

/**
 * Turns a checkpoint into a super-network: text (given, or written by the model itself), order by importance, and one
 * fine-tuning. Cut off at any moment, the same call goes on where it was and ends in the same weights; called again after
 * its end, it finds what it made.
 */
public final class Preparer {
    /** Tokens that importance is measured on, where the model writes them. */
    private static final long OWN_CALIBRATION_TOKENS = 10_000;

    private final Job job;
    private final Consumer<PrepareProgress> progress;

    /**
     * What is to be prepared.
     *
     * @param source checkpoint folder
     * @param dtype that a preparation without training computes in; {@value TrainSpec#AUTO} = bfloat16 for a checkpoint that is stored in
     *     it, on devices that have instructions for it, and else float32
     * @param space that the sub-networks of the training are drawn from
     * @param by who does it; hashes and duration are filled in
     */
    public record Job(
            Path source, PrepareSpec spec, SpaceSpec space, String dtype, long seed, Device device, Provenance by) {
        Path out() {
            return Path.of(spec.out()).toAbsolutePath().normalize();
        }
    }

    private Preparer(Job job, Consumer<PrepareProgress> progress) {
        this.job = job;
        this.progress = progress;
    }

    /**
     * Prepares a checkpoint.
     *
     * @throws InvalidInputException where something given can't be used, {@code out} holds something else, memory or disk do
     *     not suffice, or the loss diverges
     * @throws IllegalStateException where another process prepares the same
     * @throws StoppedException where this thread was interrupted
     */
    public static Preparation prepare(Job job, Consumer<PrepareProgress> progress) {
        return new Preparer(job, progress).prepare();
    }

    /** Before the training there is nothing to save: it ends where it stands. */
    private void say(PrepareProgress now) {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException("stopped in stage " + now.stage() + "; the same preparation begins it anew");
        }
        progress.accept(now);
    }

    private Preparation prepare() {
        long start = System.nanoTime();
        String recipe =
                Recipe.hash(CheckpointHash.of(CheckpointIndex.read(job.source())), job.spec(), job.space(), job.seed());
        return preparation(WorkFolder.once(job.out(), () -> found(recipe), work -> make(work, recipe, start)));
    }

    /** What an earlier call made of the same; refuses a folder that holds anything else. */
    private Optional<Manifest> found(String recipe) {
        Path out = job.out();
        Optional<Manifest> manifest = Files.isDirectory(out) ? Manifest.find(out) : Optional.empty();
        if (manifest.isPresent() && !manifest.get().recipe().equals(recipe)) {
            throw new InvalidInputException(
                    out + ": found another preparation (of " + manifest.get().sourceHash()
                            + "), expected this one or nothing; name another folder as out, or delete this one");
        }
        if (manifest.isEmpty()) {
            CheckpointWriter.into(out);
        }
        manifest.ifPresent(before -> before.checkBelongs(
                out,
                CheckpointHash.of(CheckpointIndex.read(out)),
                LlamaConfig.read(out).shape()));
        return manifest;
    }

    private Manifest make(WorkFolder work, String recipe, long start) {
        TrainSpec train = job.spec().train();
        Dtype dtype = train == null ? orderingDtype() : Dtype.choose(train.dtype(), job.device());
        try (SuperNetwork network = SuperNetwork.load(job.source(), job.device(), dtype)) {
            if (train == null) {
                return order(network, job.out(), recipe, calibration(network));
            }
            Corpus corpus = TrainingText.of(network, train, job.seed(), this::say);
            List<int[]> calibration = job.spec().calibration() == null
                    ? first(corpus.train(), OWN_CALIBRATION_TOKENS)
                    : calibration(network);
            Manifest ordered = Manifest.find(work.ordered())
                    .filter(manifest -> manifest.recipe().equals(recipe))
                    .orElseGet(() -> order(network, work.ordered(), recipe, calibration));
            return train(work, ordered, train, corpus, network, start);
        }
    }

    private Dtype orderingDtype() {
        if (!job.dtype().equals(TrainSpec.AUTO)) {
            return Dtype.parse(job.dtype());
        }
        return LlamaModel.storedIn(job.source(), Dtype.BFLOAT16)
                ? Dtype.choose(TrainSpec.AUTO, job.device())
                : Dtype.FLOAT32;
    }

    private Manifest order(SuperNetwork network, Path out, String recipe, List<int[]> calibration) {
        Provenance by = job.by().forResult(network.model().dtype().label(), "", "", 0);
        OrderedModel.Request request = new OrderedModel.Request(
                job.source(), out, job.spec().score(), job.spec().layerOrder(), recipe, job.seed(), by);
        return OrderedModel.write(network, request, calibration, this::say);
    }

    private List<int[]> calibration(SuperNetwork network) {
        String file = job.spec().calibration();
        if (file == null) {
            int length = Math.min(network.shape().context(), 256);
            return SelfText.generate(network, OWN_CALIBRATION_TOKENS, length, job.seed(), this::say);
        }
        return TextFiles.documents(Path.of(file)).stream()
                .map(text -> TokenIds.behindBos(network.tokenizer(), text))
                .toList();
    }

    private static List<int[]> first(Blocks blocks, long tokens) {
        long count = Math.min(blocks.size(), (tokens + blocks.block() - 1) / blocks.block());
        return IntStream.range(0, (int) count).mapToObj(blocks::ids).toList();
    }

    private Manifest train(
            WorkFolder work, Manifest ordered, TrainSpec train, Corpus corpus, SuperNetwork network, long start) {
        SearchSpace space = new SpaceResolver(network.shape(), job.space())
                .resolve(() -> ordered.depth().order());
        Subnetworks subnetworks = new Subnetworks(space, job.seed() + 1);
        SavedState saved = new SavedState(work.path(), ordered.recipe());
        FineTuning.Course course =
                new FineTuning.Course(Schedule.of(train, subnetworks), subnetworks.full(), subnetworks.smallest());
        new FineTuning(work.ordered(), job.device(), train, job.seed(), saved)
                .run(
                        course,
                        corpus,
                        progress,
                        (model, curve) -> write(work, ordered, train, corpus, model, curve, start));
        return Manifest.find(job.out()).orElseThrow();
    }

    private void write(
            WorkFolder work,
            Manifest ordered,
            TrainSpec train,
            Corpus corpus,
            TrainableModel model,
            List<LossPoint> curve,
            long start) {
        CheckpointIndex index = CheckpointIndex.read(work.ordered());
        List<TensorEntry> entries =
                index.tensors().values().stream().map(TensorEntry::like).toList();
        CheckpointWriter.into(job.out())
                .write(CheckpointWriter.companions(work.ordered()), entries, model::write, temporary -> {
                    String hash = CheckpointHash.of(CheckpointIndex.read(temporary));
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    Provenance by = job.by().forResult(model.dtype().label(), hash, corpus.hash(), millis);
                    return Map.of(
                            Manifest.FILE,
                            ordered.trained(hash, train, curve, by).toJson());
                });
    }

    private Preparation preparation(Manifest manifest) {
        return new Preparation(
                job.out().toString(),
                manifest.modelHash(),
                manifest.sourceHash(),
                manifest.depth().order(),
                manifest.curve(),
                manifest.provenance());
    }
}
