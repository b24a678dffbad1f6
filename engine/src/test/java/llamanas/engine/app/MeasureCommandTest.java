package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code measure} as a person types it; how fast it is, nobody asks here. */
class MeasureCommandTest {
    private static final Path MODEL = Path.of(System.getProperty("llamanas.root"), "config/demo/model");

    @TempDir
    private Path folder;

    private static Commands.Result measure(Object... words) {
        Object[] all = new Object[words.length + 3];
        all[0] = "measure";
        all[1] = "--model";
        all[2] = MODEL;
        System.arraycopy(words, 0, all, 3, words.length);
        return Commands.run(all);
    }

    private Path subnet() throws IOException {
        String half = "{\"keep\": true, \"attention\": {\"window\": 16}, \"ffn\": 384}";
        return Files.writeString(
                folder.resolve("subnet.json"), "{\"layers\": [" + (half + ", ").repeat(7) + "{\"keep\": false}]}");
    }

    @Test
    void aSubNetworkIsMeasuredBesideTheFullOneAndTheMachine() throws IOException {
        Commands.Result result = measure(
                "--subnet",
                subnet(),
                "--dtype",
                "bfloat16",
                "--batch",
                2,
                "--prompt",
                24,
                "--generate",
                4,
                "--threads",
                1,
                "--repetitions",
                6,
                "--json");
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        JsonNode report = new ObjectMapper().readTree(result.out());
        assertThat(report.path("repetitions").asInt()).isLessThanOrEqualTo(6);
        assertThat(report.path("limits").path("gemmGflops").asDouble()).isPositive();
        assertThat(report.path("limits").path("bandwidthGigabytes").asDouble()).isPositive();
        assertThat(report.path("energy").asText())
                .startsWith(
                        Files.isDirectory(Path.of("/sys/class/powercap")) ? "" : "energy: this host has no counter");
        JsonNode full = report.path("networks").path(0);
        JsonNode cut = report.path("networks").path(1);
        assertThat(full.path("name").asText()).isEqualTo("full");
        assertThat(cut.path("name").asText()).isEqualTo("subnet");
        assertThat(full.path("bytes").asLong())
                .isEqualTo(2 * full.path("parameters").asLong());
        assertThat(cut.path("bytes").asLong()).isLessThan(full.path("bytes").asLong());
        // 7 of 8 layers keep 16 of 28 positions.
        assertThat(cut.path("kvBytes").asLong() * 2)
                .isEqualTo(full.path("kvBytes").asLong());
        for (JsonNode network : report.path("networks")) {
            for (String stage : new String[] {"prefill", "decode"}) {
                JsonNode ms = network.path(stage).path("ms");
                assertThat(ms.path("low").asDouble())
                        .isPositive()
                        .isLessThanOrEqualTo(ms.path("median").asDouble());
                assertThat(ms.path("high").asDouble())
                        .isGreaterThanOrEqualTo(ms.path("median").asDouble());
                assertThat(network.path(stage).path("tokensPerSecond").asDouble())
                        .isPositive();
            }
        }
        assertThat(full.path("decode").path("speedup").asDouble()).isEqualTo(1);
    }

    @Test
    void whatCannotBeMeasuredIsRefusedInOneLine() {
        measure("--prompt", 5000, "--generate", 3)
                .isBadInput("a prompt of 5000 tokens and 3 generated ones are 5003", "context is");
        measure("--prompt", 0).isBadInput("--prompt 0 is too small");
        measure("--tolerance", 0).isBadInput("--tolerance 0.0 can't be; expected percent above 0");
        measure("--threads", -1).isBadInput("--threads -1 can't be; expected 0 for all cores");
    }

    @Test
    void energyIsRefusedWhereNobodyCountsIt() {
        Assumptions.assumeFalse(Files.isDirectory(Path.of("/sys/class/powercap")), "this host may count energy");
        measure("--energy").isBadInput("energy: this host has no counter");
    }
}
