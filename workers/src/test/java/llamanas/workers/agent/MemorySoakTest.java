package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.Reference;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.measure.ResidentMemory;
import llamanas.workers.tasks.Task;
import llamanas.workers.tasks.TaskFiles;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * A worker evaluates thousands of sub-networks in one process. Native memory that an evaluation forgets is invisible to the
 * garbage collector; here it would add up.
 */
class MemorySoakTest {
    private static final int WARM_UP = 100;
    private static final int MEASURED = 50;

    /** 240 KiB an evaluation: half of the activations of one FFN on one document. Seen: 1 MiB in all. */
    private static final long BOUND = 12L << 20;

    private final Random random = new Random(3);

    @Test
    void memoryDoesNotGrowWithTheNumberOfEvaluations() {
        Assumptions.assumeTrue(ResidentMemory.bytes() > 0, "skipped: this host does not tell resident memory");
        try (SuperNetwork network = SuperNetwork.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32);
                Task text = TaskFiles.open(Reference.demo("tasks/stories-search.txt"), network, 1, true);
                Task choices = TaskFiles.open(Reference.demo("tasks/last-word-search.jsonl"), network, 1, false)) {
            evaluate(network, text, choices, WARM_UP);
            long before = floor();
            evaluate(network, text, choices, MEASURED);
            long after = floor();

            assertThat(after - before)
                    .as("growth in bytes over %d evaluations, from %d", MEASURED, before)
                    .isLessThan(BOUND);
        }
    }

    private void evaluate(SuperNetwork network, Task text, Task choices, int times) {
        for (int i = 0; i < times; i++) {
            try (Subnetwork subnetwork = network.subnetwork(architecture(network.shape()))) {
                assertThat(text.evaluate(subnetwork, Task.Progress.NONE)).containsKey("nats_per_token");
                assertThat(choices.evaluate(subnetwork, Task.Progress.NONE)).containsKey("acc");
            }
        }
    }

    private Architecture architecture(ModelShape shape) {
        List<LayerChoice> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            boolean keep = i == 0 || random.nextInt(5) > 0;
            layers.add(keep ? LayerChoice.whole(shape).withFfn(128 * random.nextInt(7)) : LayerChoice.REMOVED);
        }
        return new Architecture(layers);
    }

    /** The least of several looks, each after a collection: what is in passing does not count. */
    private static long floor() {
        long[] looks = new long[3];
        for (int i = 0; i < looks.length; i++) {
            System.gc();
            looks[i] = ResidentMemory.bytes();
        }
        return Arrays.stream(looks).min().orElseThrow();
    }
}
