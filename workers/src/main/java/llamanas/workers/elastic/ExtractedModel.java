package llamanas.workers.elastic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.llama.CheckpointHash;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointLayout;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.TensorEntry;
import llamanas.workers.llama.TensorSpec;

/**
 * A sub-network as a checkpoint of its own, which any program loads as an ordinary LLaMA. Layers that it does not run are gone.
 * A LLaMA has one width and one number of heads for all layers: narrower feed-forward blocks get neurons of zeros up to the
 * widest, and layers with fewer heads get heads of zeros, which add exactly nothing. Where attention or a feed-forward block is
 * left out, its output projection is zero. Windows and bits are not in the weights: {@link #SUBNETWORK} says them.
 */
public final class ExtractedModel {
    /** File in the folder: the sub-network in terms of the extracted model, so that padding is not computed. */
    public static final String SUBNETWORK = CheckpointWriter.SUBNETWORK;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final CheckpointIndex source;
    private final LlamaConfig config;
    private final List<LayerChoice> choices;
    private final List<Integer> kept;
    private final int width;
    private final int kvHeads;

    /**
     * A tensor of the extracted model.
     *
     * @param from the full network's tensor
     * @param ffn neurons that are kept of it
     * @param heads key/value heads that are kept of it
     * @param zero whether nothing at all is
     */
    private record Cut(TensorEntry from, TensorSpec spec, int ffn, int heads, boolean zero) {}

    private ExtractedModel(CheckpointIndex source, LlamaConfig config, Architecture architecture) {
        Plan.of(architecture, config.shape());
        this.source = source;
        this.config = config;
        this.choices = architecture.layers();
        this.kept = IntStream.range(0, choices.size())
                .filter(layer -> choices.get(layer).keep())
                .boxed()
                .toList();
        int widest = kept.stream()
                .mapToInt(layer -> choices.get(layer).ffn())
                .max()
                .orElseThrow(
                        () -> new InvalidInputException("the sub-network keeps no layer; a model needs at least one"));
        this.width = Math.max(1, widest);
        this.kvHeads = loadable(
                config,
                Math.max(
                        1,
                        kept.stream()
                                .mapToInt(layer -> choices.get(layer).kvHeads())
                                .max()
                                .orElse(1)));
    }

    /**
     * As many key/value heads, or the next number that transformers loads: its heads have to divide the hidden size, whatever head_dim
     * says. Heads beyond those that are kept are zero, as narrower blocks are padded.
     */
    private static int loadable(LlamaConfig config, int kvHeads) {
        return IntStream.rangeClosed(kvHeads, config.kvHeads())
                .filter(heads -> config.hiddenSize() % (heads * config.shape().queriesPerKv()) == 0)
                .findFirst()
                .orElse(kvHeads);
    }

    /**
     * @param folder of the full network
     * @throws InvalidInputException where the folder can't be used, or the sub-network does not fit it or has no layer
     */
    public static ExtractedModel of(Path folder, Architecture architecture) {
        CheckpointIndex source = CheckpointIndex.read(folder);
        LlamaConfig config = LlamaConfig.read(folder);
        source.check(config);
        return new ExtractedModel(source, config, architecture);
    }

    /** The same sub-network in terms of the extracted model. */
    public Architecture inside() {
        return new Architecture(kept.stream().map(choices::get).toList());
    }

    /** Neurons of each of its feed-forward blocks, with padding. */
    public int width() {
        return width;
    }

    /** The full network's weights, as they are stored. */
    public CheckpointWriter.Fill stored() {
        return new StoredWeights(source);
    }

    /**
     * Writes the folder, all at once or not at all.
     *
     * @param weights those of the full network, by its names and shapes
     * @param origin given the hash of what was written
     * @throws InvalidInputException where the folder is taken or the disk is full
     */
    public void write(Path out, CheckpointWriter.Fill weights, Function<String, Extraction> origin) {
        Map<TensorEntry, Cut> cuts = cuts();
        CheckpointWriter.into(out)
                .write(
                        CheckpointWriter.companions(source.folder()),
                        List.copyOf(cuts.keySet()),
                        (tensor, channel) -> write(cuts, weights, tensor, channel),
                        temporary -> files(temporary, origin));
    }

    private Map<TensorEntry, Cut> cuts() {
        Map<TensorEntry, Cut> cuts = new LinkedHashMap<>();
        for (TensorSpec spec : CheckpointLayout.storedIn(source, config)) {
            if (spec.layer() == TensorSpec.OUTSIDE) {
                add(cuts, spec.name(), new Cut(entry(spec), spec, config.intermediateSize(), config.kvHeads(), false));
            } else if (kept.contains(spec.layer())) {
                LayerChoice choice = choices.get(spec.layer());
                boolean zero = (!choice.attends() && CheckpointLayout.endsAttention(spec))
                        || (choice.ffn() == 0 && CheckpointLayout.endsFeedForward(spec));
                String name = CheckpointLayout.inLayer(spec.name(), kept.indexOf(spec.layer()));
                add(cuts, name, new Cut(entry(spec), spec, choice.ffn(), choice.kvHeads(), zero));
            }
        }
        return cuts;
    }

    private TensorEntry entry(TensorSpec spec) {
        return TensorEntry.like(source.tensor(spec.name()));
    }

    private void add(Map<TensorEntry, Cut> cuts, String name, Cut cut) {
        cuts.put(new TensorEntry(name, cut.from().dtype(), sizes(cut.spec(), width, kvHeads)), cut);
    }

    /** Shape of a tensor in a model of another width and another number of key/value heads. */
    private List<Long> sizes(TensorSpec spec, int ffn, int heads) {
        return spec.axes().stream()
                .map(axis -> switch (axis) {
                    case NEURONS -> Long.valueOf(ffn);
                    case QUERIES -> (long) heads * config.shape().queriesPerKv() * config.headDim();
                    case KEYS -> (long) heads * config.headDim();
                    case HIDDEN, VOCABULARY -> Long.valueOf(axis.size(config));
                })
                .toList();
    }

    private void write(
            Map<TensorEntry, Cut> cuts, CheckpointWriter.Fill weights, TensorEntry tensor, WritableByteChannel out)
            throws IOException {
        Cut cut = cuts.get(tensor);
        if (cut == null) {
            throw new IllegalArgumentException("no tensor of this model: " + tensor.name());
        }
        int bytes = tensor.dtype().bytes();
        CutTensor.Part kept = part(cut.zero() ? List.of(0L) : sizes(cut.spec(), cut.ffn(), cut.heads()), bytes);
        try (CutTensor channel =
                new CutTensor(out, part(cut.from().shape(), bytes), kept, part(tensor.shape(), bytes))) {
            if (kept.size() > 0) {
                weights.write(cut.from(), channel);
            }
            channel.finish();
        }
    }

    private static CutTensor.Part part(List<Long> shape, int bytes) {
        long columns = shape.get(shape.size() - 1);
        return new CutTensor.Part(shape.size() == 1 ? 1 : shape.get(0), columns * bytes);
    }

    private Map<String, byte[]> files(Path temporary, Function<String, Extraction> origin) throws IOException {
        Path file = temporary.resolve(LlamaConfig.FILE);
        ObjectNode json = (ObjectNode) JSON.readTree(GivenFiles.bytes(file, GivenFiles.SETTINGS));
        json.put("num_hidden_layers", kept.size())
                .put("intermediate_size", width)
                .put("num_attention_heads", kvHeads * config.shape().queriesPerKv())
                .put("num_key_value_heads", kvHeads)
                .put("head_dim", config.headDim());
        byte[] changed = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
        // The hash covers config.json: it has to be in its place by then.
        Files.write(file, changed);
        CheckpointIndex written = CheckpointIndex.read(temporary);
        written.check(LlamaConfig.read(temporary));
        return Map.of(
                LlamaConfig.FILE,
                changed,
                SUBNETWORK,
                JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(inside()),
                Extraction.FILE,
                origin.apply(CheckpointHash.of(written)).toJson());
    }
}
