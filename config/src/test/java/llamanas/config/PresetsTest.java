package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything in config/presets can be read as what it is. */
class PresetsTest {
    private static final Path PRESETS = Path.of(System.getProperty("llamanas.root"), "config/presets");

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(PRESETS)) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isReadAsWhatItIs(Path file) throws IOException {
        String text = Files.readString(file);
        if (text.contains("objectives =") && !text.contains("#   objectives =")) {
            assertThat(SpecReader.read(file).objectives()).isNotEmpty();
        } else if (text.contains("space {")) {
            assertThat(SpaceFileReader.read(file)).isNotNull();
        } else {
            assertThat(text).as("a training, read by its own test").contains("steps");
        }
    }

    @Test
    void hardwareIsAboutThreeObjectivesAndALimit() {
        SearchSpec spec = SpecReader.read(PRESETS.resolve("demo-hardware.conf"));
        assertThat(spec.objectives())
                .extracting(Objective::metric)
                .containsExactly("stories.nats_per_token", "bytes", "decode_ms");
        assertThat(spec.needsProfile()).isTrue();
        assertThat(spec.constraints()).containsExactly(new Constraint("memory_bytes", null, 18e6));
        assertThat(spec.name()).isEqualTo("demo-hardware");
    }

    @Test
    void weightedIsASumWithoutBounds() {
        SearchSpec spec = SpecReader.read(PRESETS.resolve("demo-weighted.conf"));
        assertThat(spec.strategy().weights()).containsExactly(1.0, 0.25, 0.1);
        assertThat(spec.constraints()).isEmpty();
        assertThat(spec.deployment()).extracting("latency").isEqualTo(Latency.TABLE);
    }
}
