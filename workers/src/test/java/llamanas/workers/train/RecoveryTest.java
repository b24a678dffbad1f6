package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.Reference;
import llamanas.workers.elastic.Extraction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short recovery of a cut of the demo model: it helps on unseen text, and a kill does not show. */
class RecoveryTest {
    private static final Provenance BY = new Provenance("test", "cpu", "float32", 1, "code", "", "", 0);
    private static final Architecture CUT = new Architecture(IntStream.range(0, 8)
            .mapToObj(layer -> layer == 3
                    ? LayerChoice.REMOVED
                    : new LayerChoice(true, Attention.FULL, 6, 768 - 64 * layer, Bits.AS_LOADED))
            .toList());

    @TempDir
    private Path folder;

    @Test
    void itHelpsOnUnseenTextAndAKillDoesNotShow() {
        Extraction whole = Recovery.recover(job("whole"), progress -> {});
        List<LossPoint> curve = whole.curve();
        assertThat(curve.get(curve.size() - 1).losses().get("heldout.subnetwork"))
                .isLessThan(curve.get(0).losses().get("heldout.subnetwork"));
        assertThatThrownBy(() -> Recovery.recover(job("cut"), interruptedAt(3)))
                .isInstanceOf(StoppedException.class)
                .hasMessageContaining("stopped in step 3");
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.resolve("cut")).doesNotExist();
        Extraction resumed = Recovery.recover(job("cut"), progress -> {});
        assertThat(resumed.modelHash()).isEqualTo(whole.modelHash());
        assertThat(resumed.curve()).isEqualTo(curve);
        assertThat(folder.resolve("cut.work")).doesNotExist();
    }

    private static Consumer<PrepareProgress> interruptedAt(int step) {
        return progress -> {
            if (progress.stage().equals("training") && progress.done() == step) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private Recovery.Job job(String out) {
        String text = Reference.demo("tasks/stories-search.txt").toString();
        TrainSpec train = new TrainSpec(
                List.of(text),
                0,
                TrainSpec.FULL,
                0,
                TrainSpec.SANDWICH,
                0,
                6,
                2,
                1,
                64,
                1e-3,
                0.1,
                0.1,
                0.01,
                1,
                0.3,
                TrainSpec.FROZEN,
                true,
                "float32",
                TrainSpec.OFF,
                5);
        return new Recovery.Job(Reference.demo("model"), CUT, folder.resolve(out), train, 1, Device.cpu(), BY);
    }
}
