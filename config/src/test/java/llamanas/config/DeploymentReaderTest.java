package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeploymentReaderTest {
    private static final String MODEL =
            """
            model = m
            tasks { text { search = a.txt } }
            space { depth { counts = [1, 2] } }
            """;

    @TempDir
    private Path folder;

    private SearchSpec read(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("s.conf"), text));
    }

    @Test
    void readsWhatItSaysAndTheUsualForTheRest() throws IOException {
        String objectives = "objectives = [text.perplexity, decode_ms]\n";
        assertThat(read(MODEL + objectives + "deployment {}").deployment())
                .isEqualTo(new DeploymentSpec(1, 128, 128, Latency.MEASURED, WithoutKernel.REFUSE));
        SearchSpec spec = read(MODEL
                + objectives
                + "deployment { batch = 4, prompt = 2K, generate = 64, latency = table, without-kernel = dequantize }\n"
                + "constraints { memory_bytes { max = 40M } }");
        assertThat(spec.deployment())
                .isEqualTo(new DeploymentSpec(4, 2000, 64, Latency.TABLE, WithoutKernel.DEQUANTIZE));
        assertThat(spec.objectives()).contains(new Objective("decode_ms", Direction.MINIMIZE));
        assertThat(spec.constraints()).containsExactly(new Constraint("memory_bytes", null, 40e6));
    }

    @Test
    void latencyIsComputedWhereTheSpecSaysSo() throws IOException {
        String objectives = "objectives = [text.perplexity, decode_ms]\n";
        SearchSpec measured = read(MODEL + objectives + "deployment { latency = measured }");
        assertThat(measured.computes("memory_bytes")).isTrue();
        assertThat(measured.computes("decode_ms")).isFalse();
        SearchSpec computed = read(MODEL + objectives + "deployment { latency = roofline }");
        assertThat(computed.computes("decode_ms")).isTrue();
        assertThat(computed.computes("joules_per_token")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deployment { batch = 0 } | s.conf:6: deployment.batch: found 0, expected a whole number of at least 1",
                "deployment { prompt = 0 } | deployment.prompt: found 0",
                "deployment { generate = 1.5 } | deployment.generate: found 1.5",
                "deployment { latency = tabel } | deployment.latency: found \"tabel\", expected one of measured, roofline, "
                        + "table, learned; did you mean table?",
                "deployment { without-kernel = ignore } | expected one of refuse, dequantize",
                "deployment { generated = 5 } | deployment.generated: no such key; did you mean generate?",
                "evaluations = 9 | found decode_ms, expected a section deployment",
                "deployment {}, fidelity {} | deployment.latency = table, roofline or learned: only tasks have shares",
            })
    void saysWhatIsWrong(String wrong, String message) {
        String spec = MODEL + "objectives = [text.perplexity]\nconstraints { decode_ms { max = 3 } }\n";
        assertThatThrownBy(() -> read(spec + wrong))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aStandInIsNotDeployed() {
        assertThatThrownBy(() -> read("stand-in { table = t.csv }\nobjectives = [decode_ms, bytes]\ndeployment {}"))
                .hasMessageContaining("a stand-in can't be deployed");
    }
}
