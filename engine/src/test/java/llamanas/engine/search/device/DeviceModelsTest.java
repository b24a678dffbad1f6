package llamanas.engine.search.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceProfile.Quality;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;

/** On devices that are made up, whose every term is known. */
class DeviceModelsTest {
    private static final ModelShape SHAPE = new ModelShape(8, 192, 768, 6, 6, 32, 2048, 512, true, false, false);
    private static final List<Integer> WIDTHS = List.of(0, 128, 256, 384, 512, 640, 768);
    private static final Provenance BY = new Provenance("w", "cpu", "float32", 2, "1", "m", "d", 1);

    /** Blocks in ms: attention 0.5, neurons 0.001 each beside 0.2 a block, 0.3 for the rest. */
    private static double added(Architecture architecture) {
        double ms = 0.3;
        for (LayerChoice layer : architecture.layers()) {
            ms += layer.attends() ? 0.5 : 0;
            ms += layer.ffn() > 0 ? 0.2 + 0.001 * layer.ffn() : 0;
        }
        return ms;
    }

    private static Architecture uniform(int layers, Attention attention, int ffn) {
        List<LayerChoice> all = new ArrayList<>(Collections.nCopies(SHAPE.layers(), LayerChoice.REMOVED));
        Collections.fill(all.subList(0, layers), layer(attention, ffn));
        return new Architecture(all);
    }

    private static LayerChoice layer(Attention attention, int ffn) {
        return LayerChoice.whole(SHAPE).withAttention(attention).withFfn(ffn);
    }

    /** What a calibration would run: all layers alike, and half of them. */
    private static List<Architecture> designed(int... widths) {
        List<Architecture> designed =
                new ArrayList<>(List.of(uniform(4, Attention.FULL, 768), uniform(8, Attention.FULL, 0)));
        for (int width : widths) {
            designed.add(uniform(8, Attention.FULL, width));
            designed.add(uniform(8, Attention.NONE, width));
        }
        return designed;
    }

    private static List<Architecture> random(int count, long seed) {
        Randomness random = Randomness.of(seed, 0);
        List<Architecture> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            List<LayerChoice> layers = new ArrayList<>();
            for (int layer = 0; layer < SHAPE.layers(); layer++) {
                Attention attention = random.nextInt(4) == 0 ? Attention.NONE : Attention.FULL;
                layers.add(layer(attention, WIDTHS.get(random.nextInt(WIDTHS.size()))));
            }
            drawn.add(new Architecture(layers));
        }
        return drawn;
    }

    private static List<Timing> timed(List<Architecture> networks, ToDoubleFunction<Architecture> device) {
        return networks.stream()
                .map(a -> new Timing(a, 10 * device.applyAsDouble(a), device.applyAsDouble(a)))
                .toList();
    }

    private static DeviceProfile profile(ToDoubleFunction<Architecture> device, int... widths) {
        return DeviceModels.fit(
                new DeviceTimings(
                        DeploymentSpec.DEFAULT,
                        1e11,
                        1e10,
                        timed(designed(widths), device),
                        timed(random(12, 1), device),
                        timed(random(40, 2), device),
                        List.of(timed(random(40, 2), device), timed(random(40, 2), a -> 1.1 * device.applyAsDouble(a))),
                        BY),
                SHAPE);
    }

    private static double decoded(DeviceProfile profile, Latency latency, Architecture architecture) {
        return DeviceModels.of(profile, latency, SHAPE).decode().ms(architecture);
    }

    @Test
    void theTableFindsTheBlocksOfAnAdditiveDevice() {
        DeviceProfile profile = profile(DeviceModelsTest::added, 128, 384, 768);
        assertThat(profile.decode().table().constant()).isCloseTo(0.3, within(1e-4));
        assertThat(profile.decode().table().attention().get(0).knots().get(0).ms())
                .isCloseTo(0.5, within(1e-4));
        Architecture between = uniform(5, Attention.FULL, 256);
        assertThat(decoded(profile, Latency.TABLE, between)).isCloseTo(added(between), within(1e-3));
        assertThat(DeviceModels.of(profile, Latency.TABLE, SHAPE).prefill().ms(between))
                .as("prefill is ten times decoding here")
                .isCloseTo(10 * added(between), within(1e-2));
        Quality quality = profile.decode().quality().get("table");
        assertThat(quality.tau()).isGreaterThan(0.99);
        assertThat(quality.mape()).isLessThan(1e-3);
        assertThat(quality.heldOut()).isEqualTo(40);
        Quality repeat = profile.decode().quality().get("repeat");
        assertThat(repeat.mape()).as("one half is 10 % slower").isCloseTo(0.1, within(1e-9));
        assertThat(repeat.bias()).isCloseTo(0.1, within(1e-9));
        assertThat(repeat.tau()).isEqualTo(1);
    }

    @Test
    void theCorrectionTakesAwayTheBiasOfWhatDoesNotAddUp() {
        // Blocks of different layers get in each other's way: mixtures take longer than what is uniform.
        ToDoubleFunction<Architecture> device = a -> added(a)
                * (1
                        + 0.04
                                * a.layers().stream()
                                        .map(LayerChoice::ffn)
                                        .distinct()
                                        .count());
        DeviceProfile profile = profile(device, 128, 384, 768);
        Quality table = profile.decode().quality().get("table");
        Quality learned = profile.decode().quality().get("learned");
        assertThat(table.bias()).as("the sum says too little").isLessThan(-0.05);
        assertThat(Math.abs(learned.bias())).isLessThan(0.02);
        assertThat(learned.mape()).isLessThan(table.mape() / 2);
        assertThat(learned.tau()).isGreaterThan(0.85);
    }

    @Test
    void theRooflineExplainsADeviceThatIsOne() {
        Workload step = Workload.decode(SHAPE, DeploymentSpec.DEFAULT, 4);
        DeviceModel device =
                new Roofline(step, new Roofline.Limits(1e11, 1e10), new DeviceProfile.Overhead(0.05, 0.02, 0.01));
        DeviceProfile profile = profile(a -> device.ms(a), 128, 384, 768);
        DeviceProfile.Overhead overhead = profile.decode().overhead();
        assertThat(overhead.constant()).isCloseTo(0.05, within(1e-4));
        assertThat(overhead.attention()).isCloseTo(0.02, within(1e-4));
        assertThat(overhead.ffn()).isCloseTo(0.01, within(1e-4));
        assertThat(profile.decode().quality().get("roofline").mape()).isLessThan(1e-3);
    }

    @Test
    void decodingIsBoundByBandwidthAndPrefillByArithmetic() {
        Workload step = Workload.decode(SHAPE, DeploymentSpec.DEFAULT, 4);
        Workload prompt = Workload.prefill(SHAPE, DeploymentSpec.DEFAULT, 4);
        Workload.Operation one = step.outside().get(0);
        assertThat(one.flops()).isEqualTo(2.0 * 192 * 2048);
        assertThat(one.bytes()).isEqualTo(4.0 * (192 * 2048 + 192 + 2048));
        Workload.Operation up = prompt.ffn(new BlockKind(768, 0, 16)).get(0);
        assertThat(up.flops()).isEqualTo(2.0 * 128 * 192 * 768);
        Workload.Operation narrow = step.ffn(new BlockKind(768, 0, 8)).get(0);
        assertThat(narrow.bytes())
                .as("8 bits are a byte, beside a scale a row")
                .isEqualTo(768 * (192.0 + 4) + 4 * (192 + 768));
        List<Workload.Operation> whole = prompt.attention(new BlockKind(6, 0, 16));
        List<Workload.Operation> near = prompt.attention(new BlockKind(6, 8, 16));
        assertThat(whole.get(3).flops()).isEqualTo(4.0 * 192 * (128 * 129 / 2));
        assertThat(near.get(3).flops()).isEqualTo(4.0 * 192 * (120 * 8 + 8 * 9 / 2));
    }

    @Test
    void whatWasNotMeasuredIsRefused() {
        DeviceProfile profile = profile(DeviceModelsTest::added, 128, 384, 768);
        assertThatThrownBy(() -> decoded(profile, Latency.TABLE, uniform(8, Attention.FULL, 64)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("knows blocks of 128 to 768 neurons, and can't say what 64 take");
    }

    @Test
    void noEntryIsBelowZero() {
        Randomness random = Randomness.of(3, 0);
        DeviceProfile profile = profile(a -> 1 + random.nextDouble(), 128, 384, 768);
        assertThat(profile.decode().table().constant()).isNotNegative();
        assertThat(profile.decode().table().ffn().get(0).knots()).allMatch(knot -> knot.ms() >= 0);
    }
}
