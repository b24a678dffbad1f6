package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.TensorEntry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Orders of a tiny model with grouped queries and biases, some parts of which are made useless. */
class ImportanceTest {
    private static final CheckpointIndex TINY = CheckpointIndex.read(
            Path.of(System.getProperty("llamanas.root"), "workers/src/test/resources/tiny-llama3"));
    private static final String LAYER = "model.layers.1.";

    @TempDir
    Path folder;

    @Test
    void anyPermutationOfNeuronsGroupsAndHeadsKeepsTheLogits() {
        try (LlamaModel model = load(TINY)) {
            ModelShape shape = model.shape();
            List<LayerOrder> orders = new ArrayList<>();
            for (int layer = 0; layer < shape.layers(); layer++) {
                orders.add(shuffled(shape, new Random(layer)));
            }
            CheckpointIndex written = write(new PermutedWeights(TINY, model.config(), orders));
            try (LlamaModel permuted = load(written)) {
                assertThat(OrderingCheck.difference(model, permuted, text())).isLessThan(1e-5);
            }
            try (LlamaModel spoilt = load(spoilt("mlp.gate_proj.bias", 3, 4))) {
                assertThat(OrderingCheck.difference(model, spoilt, text()))
                        .as("the check sees a change")
                        .isGreaterThan(1e-3);
            }
        }
    }

    @Test
    void theIdentityGivesTheSameBytes() throws IOException {
        try (LlamaModel model = load(TINY)) {
            LayerOrder same = identity(model.shape());
            CheckpointIndex written = write(new PermutedWeights(TINY, model.config(), List.of(same, same, same)));
            for (TensorEntry tensor : entries()) {
                assertThat(bytes(written, tensor)).as(tensor.name()).isEqualTo(bytes(TINY, tensor));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PrepareSpec.ACTIVATION, PrepareSpec.WANDA, PrepareSpec.MAGNITUDE})
    void ordersArePermutationsAndScoresFall(String score) {
        try (LlamaModel model = load(TINY)) {
            List<LayerOrder> orders = Importance.measure(model, text(), score, progress -> {});
            assertThat(orders).hasSize(3).isEqualTo(Importance.measure(model, text(), score, progress -> {}));
            for (LayerOrder order : orders) {
                assertThat(order.neurons()).containsExactlyInAnyOrderElementsOf(range(0, 48));
                assertThat(order.groups()).containsExactlyInAnyOrder(0, 1);
                assertThat(order.neuronScores()).isSortedAccordingTo(Comparator.reverseOrder());
                for (int group = 0; group < 2; group++) {
                    int original = order.groups().get(group);
                    assertThat(order.heads().subList(2 * group, 2 * group + 2))
                            .containsExactlyInAnyOrder(2 * original, 2 * original + 1);
                    assertThat(order.headScores().subList(2 * group, 2 * group + 2))
                            .isSortedAccordingTo(Comparator.reverseOrder());
                }
                assertThat(groupScore(order, 0)).isGreaterThanOrEqualTo(groupScore(order, 1));
            }
        }
    }

    @Test
    void aNeuronThatNobodyHearsComesLast() {
        try (LlamaModel model = load(spoilt("mlp.down_proj.weight", 17, 18))) {
            LayerOrder order = measured(model).get(1);
            assertThat(order.neurons().get(47)).isEqualTo(17);
            assertThat(order.neuronScores().get(47)).isZero();
            assertThat(measured(model).get(0).neuronScores().get(47)).isPositive();
        }
    }

    @Test
    void aGroupThatNobodyHearsComesLast() {
        try (LlamaModel model = load(spoilt("self_attn.o_proj.weight", 0, 24))) {
            LayerOrder order = measured(model).get(1);
            assertThat(order.groups()).containsExactly(1, 0);
            assertThat(order.heads().subList(2, 4)).containsExactlyInAnyOrder(0, 1);
            assertThat(order.headScores().subList(2, 4)).containsOnly(0.0);
        }
        try (LlamaModel model = load(spoilt("self_attn.o_proj.weight", 24, 36))) {
            LayerOrder order = measured(model).get(1);
            assertThat(order.heads().get(order.groups().indexOf(1) * 2 + 1))
                    .as("inside of its group")
                    .isEqualTo(2);
        }
    }

    /** The score at place k is how far the layer's output is off when it is cut to its first k neurons. */
    @Test
    void scoresOfNeuronsAreTheChangeOfTheOutput() {
        try (LlamaModel model = load(TINY)) {
            List<LayerOrder> orders = measured(model);
            try (LlamaModel ordered = load(write(new PermutedWeights(TINY, model.config(), orders)))) {
                for (int width : new int[] {40, 24, 8}) {
                    double score = orders.get(2).neuronScores().get(width);
                    assertThat(change(ordered, width)).isCloseTo(score, withinPercentage(0.1));
                }
            }
        }
    }

    /** Root mean square over tokens of the relative change of the last layer's output. */
    private static double change(LlamaModel model, int width) {
        long[] cut = Plan.full(model.shape());
        cut[8] = width;
        double sum = 0;
        for (int[] ids : text()) {
            try (NDManager scope = model.newScope()) {
                NDArray full = model.hidden(scope, Batch.of(ids), Plan.full(model.shape()));
                NDArray off = model.hidden(scope, Batch.of(ids), cut).sub(full);
                NDArray ratio =
                        off.square().sum(new int[] {2}).div(full.square().sum(new int[] {2}));
                sum += ratio.sum().getFloat();
            }
        }
        return Math.sqrt(sum / Calibration.tokens(text()));
    }

    @Test
    void aLayerThatDoesNothingGoesFirst() {
        try (LlamaModel model = load(silent(2))) {
            LayerRanking greedy = GreedyLayerOrder.rank(model, text(), progress -> {});
            assertThat(greedy.order()).startsWith(2).containsExactlyInAnyOrder(0, 1, 2);
            assertThat(greedy.scores().get(0)).isLessThan(1e-6);
            assertThat(greedy.scores().get(1)).isGreaterThan(1e-6);
            assertThat(LayerImportance.rank(model, text()).order()).startsWith(2);
        }
    }

    private static List<LayerOrder> measured(LlamaModel model) {
        return Importance.measure(model, text(), PrepareSpec.ACTIVATION, progress -> {});
    }

    private static double groupScore(LayerOrder order, int place) {
        return order.headScores().get(2 * place) + order.headScores().get(2 * place + 1);
    }

    private static LlamaModel load(CheckpointIndex index) {
        return LlamaModel.load(index, Device.cpu(), Dtype.FLOAT32);
    }

    private static List<int[]> text() {
        SplittableRandom random = new SplittableRandom(3);
        return List.of(random.ints(30, 0, 64).toArray(), random.ints(50, 0, 64).toArray());
    }

    private static List<Integer> range(int start, int end) {
        return IntStream.range(start, end).boxed().toList();
    }

    private static LayerOrder identity(ModelShape shape) {
        return new LayerOrder(
                range(0, shape.ffn()), range(0, shape.kvHeads()), range(0, shape.heads()), List.of(), List.of());
    }

    private static LayerOrder shuffled(ModelShape shape, Random random) {
        List<Integer> neurons = new ArrayList<>(range(0, shape.ffn()));
        Collections.shuffle(neurons, random);
        return new LayerOrder(neurons, List.of(1, 0), List.of(3, 2, 0, 1), List.of(), List.of());
    }

    private CheckpointIndex write(CheckpointWriter.Fill fill) {
        Path out = folder.resolve("model" + System.identityHashCode(fill));
        CheckpointWriter.into(out)
                .write(CheckpointWriter.companions(TINY.folder()), entries(), fill, CheckpointWriter.Extra.NONE);
        return CheckpointIndex.read(out);
    }

    private static List<TensorEntry> entries() {
        return TINY.tensors().values().stream().map(TensorEntry::like).toList();
    }

    /** The tiny model with some columns of a tensor of layer 1 set to zero; a bias is set to 5 there. */
    private CheckpointIndex spoilt(String name, int start, int end) {
        return write((tensor, out) -> {
            ByteBuffer bytes = bytes(TINY, tensor);
            if (tensor.name().equals(LAYER + name)) {
                int columns = Math.toIntExact(tensor.shape().get(tensor.shape().size() - 1));
                for (int i = 0; i < bytes.capacity() / Float.BYTES; i++) {
                    if (i % columns >= start && i % columns < end) {
                        bytes.order(ByteOrder.LITTLE_ENDIAN).putFloat(i * Float.BYTES, name.endsWith("bias") ? 5 : 0);
                    }
                }
            }
            out.write(bytes);
        });
    }

    /** The tiny model with a layer that adds nothing. */
    private CheckpointIndex silent(int layer) {
        return write((tensor, out) -> {
            boolean last = tensor.name().matches("model\\.layers\\." + layer + "\\..*(o_proj|down_proj).*");
            out.write(last ? ByteBuffer.allocate(Math.toIntExact(tensor.bytes())) : bytes(TINY, tensor));
        });
    }

    private static ByteBuffer bytes(CheckpointIndex index, TensorEntry tensor) throws IOException {
        var found = index.tensor(tensor.name());
        byte[] file = Files.readAllBytes(found.file());
        return ByteBuffer.wrap(Arrays.copyOfRange(file, (int) found.start(), (int) found.end()));
    }
}
