package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.Reference;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Sampling;
import org.junit.jupiter.api.Test;

class SelfTextTest {
    private static SuperNetwork demo() {
        return SuperNetwork.load(Reference.demo("model"), Device.cpu(), Dtype.BFLOAT16);
    }

    @Test
    void writesTheTokensThatAreAskedForAndTrainsOnThem() {
        try (SuperNetwork network = demo()) {
            List<PrepareProgress> seen = new ArrayList<>();
            List<int[]> documents = SelfText.generate(network, 1500, 48, 3, seen::add);
            int tokens = documents.stream().mapToInt(ids -> ids.length).sum();
            assertThat(tokens).isBetween(1500, 1500 + 48);
            assertThat(documents).allMatch(ids -> ids[0] == 1 && ids.length <= 48);
            assertThat(documents.stream().map(Arrays::hashCode).distinct()).hasSameSizeAs(documents);
            assertThat(seen.get(seen.size() - 1).done()).isEqualTo(1500);
            assertThat(Corpus.of(documents, network.model().config(), 64)
                            .train()
                            .size())
                    .isPositive();
            List<int[]> again = SelfText.generate(network, 1500, 48, 3, step -> {});
            assertThat(again.toArray(int[][]::new)).isDeepEqualTo(documents.toArray(int[][]::new));
            assertThat(SelfText.generate(network, 48, 48, 4, step -> {}).get(0)).isNotEqualTo(documents.get(0));
        }
    }

    /** The demo's model knows stories: what it writes is likelier to it than other ids of the vocabulary would be. */
    @Test
    void theTextIsTheModelsOwn() {
        try (SuperNetwork network = demo()) {
            int[] story = SelfText.generate(network, 64, 64, 1, step -> {}).get(0);
            int[] noise = IntStream.range(0, story.length)
                    .map(i -> i == 0 ? 1 : 300 + (i * 733) % 1700)
                    .toArray();
            assertThat(natsPerToken(network, story)).isLessThan(3);
            assertThat(natsPerToken(network, noise)).isGreaterThan(6);
        }
    }

    private static double natsPerToken(SuperNetwork network, int[] ids) {
        long[] rows = IntStream.range(0, ids.length - 1).asLongStream().toArray();
        long[] targets = Arrays.stream(ids, 1, ids.length).asLongStream().toArray();
        try (NDManager scope = network.model().newScope()) {
            float[] logprobs = network.model()
                    .logprobs(network.model().hidden(scope, Batch.of(ids), network.fullPlan()), rows, targets);
            return -IntStream.range(0, logprobs.length)
                    .mapToDouble(i -> logprobs[i])
                    .average()
                    .orElseThrow();
        }
    }

    @Test
    void theCachesOfABatchKeepToTheirBudget() {
        try (SuperNetwork network = demo()) {
            Sampling how = new Sampling(512, 0.95, 1, 1);
            long bytes = how.cacheBytes(network.model().config(), Dtype.BFLOAT16);
            assertThat(bytes).isEqualTo(2L * 512 * 8 * 6 * 32 * 2);
            assertThat(SelfText.batch(network.model(), how)).isEqualTo(128);
        }
    }
}
