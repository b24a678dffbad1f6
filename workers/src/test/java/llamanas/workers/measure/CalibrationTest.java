package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;

/** With timers that are made up. */
class CalibrationTest {
    private static final ModelShape SHAPE = new ModelShape(8, 192, 768, 6, 6, 32, 2048, 512, true, false, false);
    private static final List<Integer> LAYERS = IntStream.range(0, 8).boxed().toList();
    private static final List<Integer> WIDTHS =
            IntStream.rangeClosed(0, 12).map(i -> 64 * i).boxed().toList();
    private static final SearchSpace SPACE =
            new SearchSpace(SHAPE, List.of(new AttentionDimension(LAYERS), new FfnDimension(LAYERS, WIDTHS)));

    private static Latency latency(double ms) {
        Estimate estimate = Estimate.of(new double[] {ms}, 0.95);
        return new Latency(estimate.times(10), estimate, Optional.empty(), 1, Rounds.Stop.TIGHT);
    }

    private static double ms(Architecture architecture) {
        return 1 + architecture.layers().stream().mapToInt(LayerChoice::ffn).sum() / 1000.0;
    }

    @Test
    void aDesignHasEveryKindOfBlockInNetworksThatAreAlikeInAllLayers() {
        List<Architecture> designed = CalibrationDesign.of(SPACE);
        assertThat(designed.get(0)).isEqualTo(Architecture.full(SHAPE));
        assertThat(designed).doesNotHaveDuplicates();
        Set<Integer> widths = new HashSet<>();
        for (Architecture architecture : designed) {
            Set<LayerChoice> kinds = new HashSet<>(architecture.layers());
            kinds.remove(LayerChoice.REMOVED);
            assertThat(kinds).hasSize(1);
            kinds.forEach(kind -> widths.add(BlockKind.ffn(kind).size()));
        }
        assertThat(widths)
                .as("the ends and three between, of twelve")
                .containsExactlyInAnyOrder(0, 64, 256, 448, 576, 768);
        assertThat(designed.stream().map(Architecture::depth).distinct()).containsExactlyInAnyOrder(8, 4, 1);
    }

    @Test
    void everySubNetworkIsMeasuredInEverySweepAndNoneTwice() {
        List<Architecture> seen = new ArrayList<>();
        List<PrepareProgress> told = new ArrayList<>();
        DeviceCalibration.Runs runs = new DeviceCalibration(3, 12, 10)
                .run(
                        SPACE,
                        architecture -> {
                            seen.add(architecture);
                            return latency(ms(architecture));
                        },
                        5,
                        told::add);
        assertThat(runs.mixed()).hasSize(12);
        assertThat(runs.heldOut()).hasSize(10);
        int networks = runs.designed().size() + 12 + 10;
        assertThat(seen).hasSize(3 * networks);
        assertThat(new HashSet<>(seen)).hasSize(networks);
        assertThat(seen.subList(0, networks)).as("in another order").isNotEqualTo(seen.subList(networks, 2 * networks));
        assertThat(told.get(told.size() - 1))
                .isEqualTo(new PrepareProgress("measuring the device", 3L * networks, 3L * networks, Double.NaN));
        assertThat(runs.halves()).hasSize(2).allSatisfy(half -> assertThat(half)
                .extracting(Timing::architecture)
                .isEqualTo(runs.heldOut().stream().map(Timing::architecture).toList()));
        for (Timing timing : runs.heldOut()) {
            assertThat(timing.decodeMs()).isCloseTo(ms(timing.architecture()), within(1e-9));
            assertThat(timing.prefillMs()).isCloseTo(10 * ms(timing.architecture()), within(1e-9));
            assertThat(SPACE.genome(timing.architecture())).isPresent();
        }
    }

    @Test
    void aMachineThatIsBusyForAWhileIsWrongForAllAlike() {
        AtomicInteger calls = new AtomicInteger();
        DeviceCalibration calibration = new DeviceCalibration(2, 8, 0);
        int networks = CalibrationDesign.of(SPACE).size() + 8;
        DeviceCalibration.Runs runs = calibration.run(
                SPACE,
                architecture -> latency(ms(architecture) * (calls.getAndIncrement() < networks ? 1 : 3)),
                5,
                progress -> {});
        double pace =
                runs.designed().get(0).decodeMs() / ms(runs.designed().get(0).architecture());
        assertThat(pace).isCloseTo(Math.sqrt(3), within(1e-9));
        for (Timing timing : runs.designed()) {
            assertThat(timing.decodeMs() / ms(timing.architecture())).isCloseTo(pace, within(1e-9));
        }
    }

    @Test
    void oneSlowRunIsNoMatter() {
        double[][] values = {{1, 2, 3}, {1.02, 40, 3.06}, {0.99, 1.98, 2.97}};
        assertThat(DeviceCalibration.steadied(values)[1]).isCloseTo(2, within(0.01));
    }

    @Test
    void aSpaceWithNextToNothingInItIsRefused() {
        SearchSpace tiny = new SearchSpace(SHAPE, List.of(new FfnDimension(List.of(0), List.of(384, 768))));
        assertThatThrownBy(() -> DeviceCalibration.FOR_SEARCH.run(tiny, a -> latency(1), 5, progress -> {}))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("space: found 1 sub-networks");
    }
}
