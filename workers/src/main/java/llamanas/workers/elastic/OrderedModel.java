package llamanas.workers.elastic;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.LlamaModel;

/** Writes a checkpoint whose neurons and heads are in the order of their importance: the same function, better prefixes. */
public final class OrderedModel {
    private final SuperNetwork network;
    private final Request request;
    private final List<int[]> calibration;

    private OrderedModel(SuperNetwork network, Request request, List<int[]> calibration) {
        this.network = network;
        this.request = request;
        this.calibration = calibration;
    }

    /**
     * @param source folder that the network was loaded from
     * @param out folder to write
     * @param score see {@link Importance}
     * @param layerOrder {@code greedy} or {@code influence}
     * @param recipe see {@link Recipe}
     * @param by who does it; hashes and duration are filled in
     */
    public record Request(
            Path source, Path out, String score, String layerOrder, String recipe, long seed, Provenance by) {}

    /**
     * Measures, writes and checks.
     *
     * @param calibration token sequences of some text, in an order that is the same every time
     * @return what was written beside the weights
     * @throws InvalidInputException where the folder is taken, a name is unknown, or the disk is full
     * @throws IllegalStateException where the written network is not the same function; nothing is left of it
     */
    public static Manifest write(
            SuperNetwork network, Request request, List<int[]> calibration, Consumer<PrepareProgress> progress) {
        List<int[]> used = Calibration.first(
                calibration, Importance.ENOUGH_TOKENS, network.shape().context());
        return new OrderedModel(network, request, used).write(progress);
    }

    private Manifest write(Consumer<PrepareProgress> progress) {
        long start = System.nanoTime();
        CheckpointWriter writer = CheckpointWriter.into(request.out());
        Importance.checkScore(request.score());
        LayerRanking depth = rankLayers(progress);
        List<LayerOrder> layers = Importance.measure(network.model(), calibration, request.score(), progress);
        CheckpointIndex source = CheckpointIndex.read(request.source());
        PermutedWeights weights = new PermutedWeights(source, network.model().config(), layers);
        writer.write(CheckpointWriter.companions(request.source()), weights.entries(), weights, temporary -> {
            CheckpointIndex written = CheckpointIndex.read(temporary);
            check(written);
            return Map.of(Manifest.FILE, manifest(written, layers, depth, start).toJson());
        });
        return Manifest.find(request.out()).orElseThrow();
    }

    private LayerRanking rankLayers(Consumer<PrepareProgress> progress) {
        return switch (request.layerOrder()) {
            case PrepareSpec.GREEDY -> GreedyLayerOrder.rank(network.model(), calibration, progress);
            case PrepareSpec.INFLUENCE -> LayerImportance.rank(network.model(), calibration);
            default ->
                throw new InvalidInputException("layer order: found '" + request.layerOrder() + "', expected "
                        + PrepareSpec.GREEDY + " or " + PrepareSpec.INFLUENCE);
        };
    }

    private void check(CheckpointIndex written) {
        LlamaModel before = network.model();
        try (LlamaModel after = LlamaModel.load(written, before.device(), before.dtype())) {
            OrderingCheck.check(before, after, calibration);
        }
    }

    private Manifest manifest(CheckpointIndex written, List<LayerOrder> layers, LayerRanking depth, long start) {
        String hash = CheckpointHash.of(written);
        String dataHash = Calibration.hash(calibration);
        Provenance by = request.by();
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new Manifest(
                Manifest.FORMAT,
                hash,
                network.hash(),
                request.recipe(),
                request.seed(),
                request.score(),
                layers,
                depth,
                dataHash,
                Calibration.tokens(calibration),
                by.forResult(by.dtype(), hash, dataHash, millis),
                null,
                List.of());
    }
}
