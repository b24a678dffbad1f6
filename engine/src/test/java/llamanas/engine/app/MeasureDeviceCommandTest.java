package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code measure-device} as a person types it; how good its models are, nobody asks on a machine that others use. */
class MeasureDeviceCommandTest {
    private static final Path MODEL = Path.of(System.getProperty("llamanas.root"), "config/demo/model");

    @TempDir
    private Path folder;

    private Commands.Result measure(String space, Object... words) throws IOException {
        Object[] all = new Object[words.length + 5];
        all[0] = "measure-device";
        all[1] = "--model";
        all[2] = MODEL;
        all[3] = "--space";
        all[4] = Files.writeString(folder.resolve("space.conf"), space);
        System.arraycopy(words, 0, all, 5, words.length);
        return Commands.run(all);
    }

    @Test
    void everyModelIsJudgedForPrefillAndDecoding() throws IOException {
        Commands.Result result = measure(
                "space { depth { counts = [4, 8] }, ffn = [256, 768] }",
                "--prompt",
                8,
                "--generate",
                2,
                "--threads",
                1,
                "--sweeps",
                1,
                "--holdout",
                5,
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode profile = new ObjectMapper().readTree(result.out()).path("profile");
        assertThat(profile.path("peakFlops").asDouble()).isPositive();
        assertThat(profile.path("bandwidth").asDouble()).isPositive();
        for (String stage : new String[] {"prefill", "decode"}) {
            JsonNode quality = profile.path(stage).path("quality");
            for (String model : new String[] {"roofline", "table", "learned"}) {
                assertThat(quality.path(model).path("heldOut").asInt()).isEqualTo(5);
                assertThat(quality.path(model).path("mape").asDouble()).isPositive();
            }
            JsonNode knots =
                    profile.path(stage).path("table").path("ffn").path(0).path("knots");
            assertThat(knots.findValuesAsText("size")).containsExactly("256", "768");
        }
    }

    @Test
    void whatCannotBeMeasuredIsRefusedInOneLine() throws IOException {
        String space = "space { ffn = [256, 768] }";
        measure(space, "--prompt", 5000).isBadInput("a prompt of 5000 tokens and 32 generated ones are 5032");
        measure(space, "--holdout", 0).isBadInput("--holdout 0 is too small");
        measure("space { ffn = [256, 1000] }").isBadInput("space.ffn");
        measure(space, "--batch", 0).isBadInput("--batch 0 is too small");
    }
}
