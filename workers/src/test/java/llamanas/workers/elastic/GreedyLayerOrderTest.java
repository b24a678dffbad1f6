package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.Reference;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The order of the demo model's layers, beside that of every candidate run whole on all tokens. */
class GreedyLayerOrderTest {
    private static LlamaModel model;

    @BeforeAll
    static void load() {
        model = LlamaModel.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static List<int[]> text() {
        return IntStream.range(0, 8)
                .mapToObj(i -> IntStream.range(0, 60 + 7 * i)
                        .map(t -> 3 + (t * t * 31 + 7 * t + 113 * i) % 2000)
                        .toArray())
                .toList();
    }

    @Test
    void anyStepTakesTheLayerThatHarmsLeastOrNearlySo() {
        List<PrepareProgress> seen = new ArrayList<>();
        LayerRanking found = GreedyLayerOrder.rank(model, text(), seen::add);
        assertThat(found.order()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        List<Integer> gone = new ArrayList<>();
        for (int step = 0; step < 8; step++) {
            double[] harms = IntStream.range(0, 8)
                    .filter(layer -> !gone.contains(layer))
                    .mapToDouble(layer -> harm(gone, layer))
                    .toArray();
            double least = IntStream.range(0, harms.length)
                    .mapToDouble(i -> harms[i])
                    .min()
                    .orElseThrow();
            double taken = harm(gone, found.order().get(step));
            assertThat(taken).as("step %d", step).isLessThanOrEqualTo(1.05 * least);
            assertThat(found.scores().get(step)).isCloseTo(taken, within(1e-4 * (1 + taken)));
            gone.add(found.order().get(step));
        }
        assertThat(seen).last().satisfies(now -> assertThat(now.done()).isEqualTo(now.total()));
        assertThat(GreedyLayerOrder.rank(model, text(), now -> {})).isEqualTo(found);
    }

    /** Nats/token, from whole passes. */
    private static double harm(List<Integer> gone, int layer) {
        long[] plan = Plan.full(model.shape());
        Stream.concat(gone.stream(), Stream.of(layer)).forEach(one -> {
            plan[Plan.STRIDE * one] = 0;
            plan[Plan.STRIDE * one + 2] = 0;
        });
        double sum = 0;
        for (List<int[]> batch : PrefixStates.batches(text())) {
            try (PrefixStates states = PrefixStates.of(model, batch)) {
                sum += states.divergence(model.views(plan), 0);
            }
        }
        return sum / Calibration.tokens(text());
    }

    @Test
    void whatIsSurelyWorseIsDroppedAndNearTiesAreNot() {
        List<Trial> trials = new ArrayList<>();
        for (int layer = 0; layer < 8; layer++) {
            Trial trial = new Trial(layer);
            trial.add(divergences(layer < 4 ? 1 + 0.001 * layer : 5, layer));
            trials.add(trial);
        }
        assertThat(Trial.worthwhile(trials)).map(Trial::layer).containsExactly(0, 1, 2, 3);
        assertThat(Trial.worthwhile(trials.subList(3, 8))).map(Trial::layer).containsExactly(3);
        Trial broken = new Trial(9);
        broken.add(new float[] {Float.NaN, 0});
        assertThat(Trial.best(List.of(broken, trials.get(7)))).isSameAs(trials.get(7));
    }

    private static float[] divergences(double mean, int seed) {
        float[] values = new float[64];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (mean + 0.5 * Math.sin(i * 12.9898 + seed));
        }
        return values;
    }

    @Test
    void passagesComeFromAllOverTheTextInPartsThatGrow() {
        List<int[]> text = IntStream.range(0, 40)
                .mapToObj(i ->
                        IntStream.range(0, 200).map(t -> t == 0 ? 1 : 100 + i).toArray())
                .toList();
        List<List<int[]>> parts = OrderText.parts(text, 2000);
        assertThat(parts).map(part -> Calibration.tokens(part)).containsExactly(400L, 200L, 400L, 1000L);
        List<Integer> documents = parts.stream()
                .flatMap(List::stream)
                .map(passage -> passage[1] - 100)
                .toList();
        assertThat(documents).containsExactly(0, 4, 8, 12, 16, 20, 24, 28, 32, 36);
    }

    @Test
    void oneLongDocumentIsCutAndAShortTextIsTakenWhole() {
        int[] document = IntStream.range(0, 1000).map(t -> 1 + t).toArray();
        List<int[]> passages = OrderText.parts(List.of(document), 5000).stream()
                .flatMap(List::stream)
                .toList();
        assertThat(passages).map(passage -> passage.length).containsExactly(256, 256, 256, 232);
        assertThat(passages).allSatisfy(passage -> assertThat(passage[0]).isEqualTo(1));
        assertThat(passages.get(1)[1]).isEqualTo(258);
        assertThat(OrderText.parts(List.of(new int[] {5}), 5000)).hasSize(1);
    }
}
