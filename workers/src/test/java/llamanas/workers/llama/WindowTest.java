package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Sliding windows. Where a single layer attends, what it sees is the last tokens and nothing else, and rotary positions count
 * distances alone: so full attention over those tokens is the reference.
 */
class WindowTest {
    private static final int[] IDS =
            IntStream.range(0, 50).map(i -> (i * i * 31 + 7 * i + 1) % 64).toArray();

    private static LlamaModel model;

    @BeforeAll
    static void load() throws URISyntaxException {
        Path folder = Path.of(WindowTest.class.getResource("/tiny-llama3").toURI());
        model = LlamaModel.load(folder, Device.cpu(), Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void aQuerySeesTheLastPositionsAndNothingElse() {
        for (int window : new int[] {1, 2, 7, 49}) {
            float[] windowed = logits("0 0 48 2 " + window + " 48 0 0 48", Batch.of(IDS), IDS.length - 1);
            int[] last = Arrays.copyOfRange(IDS, IDS.length - window, IDS.length);
            float[] expected = logits("0 0 48 2 0 48 0 0 48", Batch.of(last), window - 1);
            assertThat(windowed).as("window %d", window).containsExactly(expected, within(1e-5f));
        }
    }

    @Test
    void aWindowThatCoversTheSequenceIsFullAttention() {
        float[] full = logits("2 0 48 2 0 48 2 0 48", Batch.of(IDS), 49);
        assertThat(logits("2 50 48 2 80 48 2 256 48", Batch.of(IDS), 49)).isEqualTo(full);
        assertThat(logits("2 49 48 2 50 48 2 50 48", Batch.of(IDS), 49)).isNotEqualTo(full);
    }

    /** A prefix and two branches behind it in one row are two sequences, for windows as well. */
    @Test
    void branchesSeeThroughTheWindowWhatSeparateSequencesDo() {
        int[] ids = {5, 9, 11, 30, 31, 32, 40, 41, 42};
        int[] positions = {0, 1, 2, 3, 4, 5, 3, 4, 5};
        int[] branches = {0, 0, 0, 1, 1, 1, 2, 2, 2};
        Batch packed = new Batch(1, ids.length, ids, positions, branches);
        String plan = "2 4 48 1 2 48 2 3 48";
        assertThat(logits(plan, packed, 5))
                .containsExactly(logits(plan, Batch.of(new int[] {5, 9, 11, 30, 31, 32}), 5), within(1e-5f));
        assertThat(logits(plan, packed, 8))
                .containsExactly(logits(plan, Batch.of(new int[] {5, 9, 11, 40, 41, 42}), 5), within(1e-5f));
    }

    private static float[] logits(String plan, Batch batch, int row) {
        try (NDManager scope = model.newScope()) {
            return model.logits(model.hidden(scope, batch, Plans.of(plan)), row);
        }
    }
}
