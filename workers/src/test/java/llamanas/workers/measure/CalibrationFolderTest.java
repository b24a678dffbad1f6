package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.KeepDimension;
import llamanas.protocol.space.KvHeadsDimension;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.llama.ModelPresets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A device is measured once for the same question. */
class CalibrationFolderTest {
    private static final ModelShape SHAPE = ModelPresets.llama2With7B(2).shape();
    private static final Architecture FULL = Architecture.full(SHAPE);
    private static final SearchSpace SPACE = new SearchSpace(
            SHAPE,
            List.of(
                    new DepthDimension(List.of(1, 2), List.of(1), 2),
                    new KeepDimension(List.of(0)),
                    new AttentionDimension(
                            List.of(0, 1), List.of(Attention.NONE, Attention.window(64), Attention.FULL)),
                    new FfnDimension(List.of(0), List.of(0, 5504, 11008)),
                    new KvHeadsDimension(List.of(1), List.of(16, 32)),
                    new BitsDimension(List.of(0, 1), BitsDimension.Matrices.LAYER, List.of(16, 8, 4))));
    private static final DeploymentSpec TABLE = DeploymentSpec.DEFAULT.with(Latency.TABLE);

    @TempDir
    private Path folder;

    private final AtomicInteger measured = new AtomicInteger();

    private DeviceTimings measure() {
        Timing timing = new Timing(FULL, 10.5, measured.incrementAndGet());
        return new DeviceTimings(
                TABLE,
                1e11,
                1e10,
                List.of(timing),
                List.of(timing),
                List.of(timing),
                List.of(List.of(timing), List.of(timing)),
                new Provenance("w", "cpu", "bfloat16", 2, "1", "sha256:m", "", 42));
    }

    private static CalibrationFolder.Question question(String processor, DeploymentSpec deployment) {
        return new CalibrationFolder.Question(
                "sha256:m", processor, "bfloat16", 2, "1", deployment, DeviceCalibration.FOR_SEARCH, SPACE);
    }

    private DeviceTimings timed(String processor, DeploymentSpec deployment) {
        return CalibrationFolder.of(folder.resolve("calibrations"))
                .timed(question(processor, deployment), deployment, this::measure);
    }

    @Test
    void theSecondToAskGetsWhatTheFirstMeasured() {
        DeviceTimings first = timed("Xeon", TABLE);
        DeviceTimings second = timed("Xeon", DeploymentSpec.DEFAULT.with(Latency.LEARNED));
        assertThat(measured).hasValue(1);
        assertThat(second).isEqualTo(first.in(DeploymentSpec.DEFAULT.with(Latency.LEARNED)));
        assertThat(second.provenance().millis()).as("of the measurement").isEqualTo(42);
    }

    @Test
    void anotherProcessorOrPromptIsMeasured() {
        timed("Xeon", TABLE);
        timed("Epyc", TABLE);
        timed("Xeon", new DeploymentSpec(1, 64, 128, Latency.TABLE, TABLE.withoutKernel()));
        assertThat(measured).hasValue(3);
    }

    @Test
    void aFileThatIsDeletedOrBrokenIsMeasuredAgainAndMended() throws IOException {
        timed("Xeon", TABLE);
        Path file = only();
        Files.writeString(file, "{\"question\":");
        timed("Xeon", TABLE);
        timed("Xeon", TABLE);
        assertThat(measured).hasValue(2);
        Files.delete(only());
        timed("Xeon", TABLE);
        assertThat(measured).hasValue(3);
    }

    @Test
    void aFileForAnotherQuestionCountsForNothing() throws IOException {
        timed("Xeon", TABLE);
        Path first = only();
        byte[] answer = Files.readAllBytes(first);
        Files.delete(first);
        timed("Epyc", TABLE);
        Files.write(only(), answer);
        timed("Epyc", TABLE);
        assertThat(measured).hasValue(3);
    }

    @Test
    void withoutAFolderOrOneThatCanBeWrittenItIsMeasuredEachTime() throws IOException {
        Path occupied = Files.writeString(folder.resolve("file"), "");
        for (CalibrationFolder none : List.of(CalibrationFolder.NONE, CalibrationFolder.of(occupied))) {
            int before = measured.get();
            none.timed(question("Xeon", TABLE), TABLE, this::measure);
            none.timed(question("Xeon", TABLE), TABLE, this::measure);
            assertThat(measured).hasValue(before + 2);
        }
    }

    /** The one file that is there; nothing half-written lies beside it. */
    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("calibrations"))) {
            List<Path> all = files.toList();
            assertThat(all).hasSize(1);
            return all.get(0);
        }
    }
}
