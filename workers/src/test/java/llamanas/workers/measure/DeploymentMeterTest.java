package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Everything but how long it takes. */
class DeploymentMeterTest {
    private static final Precision SHORT = new Precision(0.95, 1e-9, 1, 7, 60);

    private static LlamaModel tiny() throws URISyntaxException {
        Path folder =
                Path.of(DeploymentMeterTest.class.getResource("/tiny-llama3").toURI());
        return LlamaModel.load(folder, Device.cpu(), Dtype.FLOAT32);
    }

    private static DeploymentSpec deployment(int prompt, int generate) {
        return new DeploymentSpec(
                2, prompt, generate, DeploymentSpec.Latency.MEASURED, DeploymentSpec.WithoutKernel.REFUSE);
    }

    private static DeploymentMeter meter(LlamaModel model, DeploymentSpec deployment, @Nullable EnergyCounter counter) {
        return new DeploymentMeter(
                model,
                architecture -> model.views(Plan.of(architecture, model.shape())),
                deployment,
                new DeploymentMeter.Settings(SHORT, 1, counter));
    }

    /** A counter that says 10 J more whenever it is asked. */
    private static final class Steady implements EnergyCounter {
        private int asked;

        @Override
        public double joules() {
            return 10 * asked++;
        }

        @Override
        public String source() {
            return "made up";
        }

        @Override
        public void close() {}
    }

    @Test
    void networksTakeTurnsAndEachHasItsFigures() throws URISyntaxException {
        try (LlamaModel model = tiny()) {
            Architecture full = Architecture.full(model.shape());
            Architecture none =
                    new Architecture(List.of(LayerChoice.REMOVED, LayerChoice.REMOVED, LayerChoice.REMOVED));
            List<Integer> told = new ArrayList<>();
            List<Latency> latencies = meter(model, deployment(8, 4), new Steady())
                    .inTurns(List.of(full, none), (done, spent) -> told.add(done));
            assertThat(latencies).hasSize(2).allSatisfy(latency -> {
                assertThat(latency.rounds()).isEqualTo(7);
                assertThat(latency.stop()).isEqualTo(Rounds.Stop.ROUNDS);
                assertThat(latency.prefillMs().count()).isEqualTo(7);
                assertThat(latency.decodeMs().median()).isPositive();
                // 10 J a decoding of 2 sequences, 4 tokens each; the warm-up does not count.
                assertThat(latency.joulesPerToken()).hasValueSatisfying(joules -> {
                    assertThat(joules.median()).isCloseTo(10 / 8.0, within(1e-9));
                    assertThat(joules.count()).isEqualTo(7);
                });
            });
            assertThat(told).containsExactly(1, 2, 3, 4, 5, 6, 7);
            Latency alone = meter(model, deployment(8, 4), null).measure(none);
            assertThat(alone.joulesPerToken()).isEmpty();
        }
    }

    @Test
    void aDeploymentBeyondTheContextIsRefused() throws URISyntaxException {
        try (LlamaModel model = tiny()) {
            LatencyMeter meter = meter(model, deployment(250, 7), null);
            Architecture full = Architecture.full(model.shape());
            assertThatThrownBy(() -> meter.measure(full))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("257: the model's context is 256 tokens");
            assertThat(DeviceLock.of(model.device().toString()).alone(() -> true))
                    .as("the device is free again")
                    .isTrue();
        }
    }

    @Test
    void theWorkIsThatOfTheShape() throws URISyntaxException {
        try (LlamaModel model = tiny()) {
            ModelShape shape = model.shape();
            Architecture full = Architecture.full(shape);
            double head = 2.0 * shape.vocabulary() * shape.hidden();
            DeployedWork prefill = DeployedWork.prefill(shape, full, deployment(10, 6), 4);
            assertThat(prefill.flops()).isEqualTo(2 * (Cost.flops(shape, full, 10) - 9 * head));
            assertThat(prefill.bytes())
                    .isEqualTo(Cost.bytes(shape, full, 4) - 4.0 * shape.vocabulary() * shape.hidden());
            DeployedWork decode = DeployedWork.decode(shape, full, deployment(10, 6), 4);
            assertThat(decode.flops()).isEqualTo(2.0 * (Cost.flops(shape, full, 13) - Cost.flops(shape, full, 12)));
            assertThat(decode.bytes() - prefill.bytes()).isEqualTo((double) Cost.kvBytes(shape, full, 13, 2, 4));
        }
    }

    @Test
    void whatIsNeededMostBinds() {
        MachineLimits limits = new MachineLimits(100, 10);
        assertThat(limits.seconds(200, 10)).isEqualTo(2);
        assertThat(limits.boundByReading(200, 10)).isFalse();
        assertThat(limits.seconds(200, 50)).isEqualTo(5);
        assertThat(limits.boundByReading(200, 50)).isTrue();
    }
}
