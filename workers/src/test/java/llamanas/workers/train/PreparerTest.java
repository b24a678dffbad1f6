package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.Reference;
import llamanas.workers.elastic.Manifest;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole preparation of the demo model, small: what it makes, and that it can be cut off anywhere. */
class PreparerTest {
    private static final SpaceSpec SPACE = new SpaceSpec(
            List.of(6, 8), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of(256, 768));
    private static final Provenance BY = new Provenance("test", "cpu", "float32", 1, "code", "", "", 0);
    private static final int STEPS = 6;

    @TempDir
    private Path folder;

    @Test
    void oneSeedGivesTheSameWeightsAndAKillDoesNotShow() throws IOException {
        Preparation whole =
                Preparer.prepare(job("whole", train("float32", 1e-3, TrainSpec.FULL)), PreparerTest::silent);
        for (int stop : new int[] {2, 4}) {
            assertThatThrownBy(() ->
                            Preparer.prepare(job("cut", train("float32", 1e-3, TrainSpec.FULL)), interruptedAt(stop)))
                    .isInstanceOf(StoppedException.class)
                    .hasMessageContaining("stopped in step " + stop);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(folder.resolve("cut")).doesNotExist();
        }
        Preparation resumed =
                Preparer.prepare(job("cut", train("float32", 1e-3, TrainSpec.FULL)), PreparerTest::silent);
        assertThat(resumed.modelHash()).isEqualTo(whole.modelHash());
        assertThat(Files.mismatch(weights("cut"), weights("whole"))).isEqualTo(-1);
        assertThat(resumed.curve()).isEqualTo(whole.curve());
        assertThat(content()).containsExactly("cut", "whole");
    }

    @ParameterizedTest
    @ValueSource(strings = {TrainSpec.FULL, TrainSpec.LORA})
    void smallNetworksGetBetterOnUnseenText(String mode) {
        Preparation made = Preparer.prepare(job("out", train("bfloat16", 1e-3, mode)), PreparerTest::silent);
        LossPoint first = made.curve().get(0);
        LossPoint last = made.curve().get(made.curve().size() - 1);
        assertThat(last.step()).isEqualTo(STEPS);
        assertThat(last.losses().get("heldout.smallest"))
                .isLessThan(first.losses().get("heldout.smallest"));
        try (SuperNetwork network = SuperNetwork.load(folder.resolve("out"), Device.cpu(), Dtype.FLOAT32)) {
            Manifest manifest = network.manifest().orElseThrow();
            assertThat(manifest.curve()).isEqualTo(made.curve());
            assertThat(manifest.train()).isNotNull();
            assertThat(manifest.provenance().modelHash()).isEqualTo(network.hash());
        }
    }

    @Test
    void whatIsThereIsFoundAndAnythingElseRefused() {
        PrepareSpec orderOnly = spec("out", null);
        Preparation first = Preparer.prepare(job(orderOnly, 1), PreparerTest::silent);
        assertThat(first.curve()).isEmpty();
        assertThat(Preparer.prepare(job(orderOnly, 1), progress -> {
                    throw new AssertionError("nothing is left to do");
                }))
                .isEqualTo(first);
        assertThatThrownBy(() -> Preparer.prepare(job(orderOnly, 2), PreparerTest::silent))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found another preparation");
    }

    @Test
    void twoAtOnceAreKeptApart() {
        try (WorkFolder taken = WorkFolder.open(folder.resolve("out"))) {
            assertThatThrownBy(() -> Preparer.prepare(job(spec("out", null), 1), PreparerTest::silent))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            taken.done();
        }
        assertThat(content()).isEmpty();
    }

    @Test
    void aDivergingLossStopsAndLeavesNoResult() {
        assertThatThrownBy(
                        () -> Preparer.prepare(job("out", train("float32", 50, TrainSpec.FULL)), PreparerTest::silent))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("diverged in step")
                .hasMessageContaining("learning-rate (found 50.0)");
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static void silent(PrepareProgress progress) {}

    private static Consumer<PrepareProgress> interruptedAt(int step) {
        return progress -> {
            if (progress.stage().equals("training") && progress.done() == step) {
                Thread.currentThread().interrupt();
            }
        };
    }

    private Path weights(String name) {
        return folder.resolve(name).resolve("model.safetensors");
    }

    private List<String> content() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private Preparer.Job job(String out, TrainSpec train) {
        return job(spec(out, train), 1);
    }

    private PrepareSpec spec(String out, TrainSpec train) {
        String calibration = Reference.demo("tasks/stories-search.txt").toString();
        return new PrepareSpec(
                folder.resolve(out).toString(), calibration, PrepareSpec.MAGNITUDE, PrepareSpec.INFLUENCE, train);
    }

    private static Preparer.Job job(PrepareSpec spec, long seed) {
        return new Preparer.Job(Reference.demo("model"), spec, SPACE, "float32", seed, Device.cpu(), BY);
    }

    private static TrainSpec train(String dtype, double learningRate, String mode) {
        return new TrainSpec(
                List.of(Reference.demo("tasks/stories-search.txt").toString()),
                0,
                mode,
                mode.equals(TrainSpec.LORA) ? 8 : 0,
                TrainSpec.SANDWICH,
                1,
                STEPS,
                2,
                1,
                64,
                learningRate,
                0.1,
                0.1,
                0.01,
                1,
                0.3,
                TrainSpec.FROZEN,
                true,
                dtype,
                TrainSpec.OFF,
                5);
    }
}
