package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.Reference;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.NonFinite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checkpoints and questions that once came out wrong, with what lm-evaluation-harness says of them. */
class FoundCasesTest {
    private static Path file(String path) {
        return Reference.shared("cases/" + path);
    }

    private static Map<String, Double> evaluated(SuperNetwork network, Path questions) {
        try (Task task = TaskFiles.open(questions, network, 0, false)) {
            return task.evaluate(network.full(), Task.Progress.NONE);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "03-bos-config, 0.943238, .85, .80",
        "03-bos-default, 1.183756, .80, .725",
        "04-nobos, 0.943238, .825, .775",
        "05-pad-beyond, 0.943238, .85, .80",
        "06-tied-only-head, 0.943238, .85, .80",
        "07-llama3-outer, 1.963895, .60, .625",
        "08-bos-null, 0.943238, .85, .80",
        "08-eos-minus, 0.943238, .85, .80",
        "08-pretraining-tp, 0.943238, .85, .80",
        "09-inv-f64, 0.943238, .85, .80",
        "09-inv-unindexed, 0.943238, .85, .80",
        "09-ropefreqs, 0.943238, .85, .80",
        "13-base, 0.943238, .85, .80",
        "13-base-arch, 0.943238, .85, .80",
        "13-decapoda-arch, 0.943238, .85, .80",
        "13-model-model, 0.943238, .85, .80",
        "02-boundary, 15.792658, .375, .30",
    })
    void checkpointsAsTheyAreFound(String checkpoint, double nats, double acc, double accNorm) {
        try (SuperNetwork network = SuperNetwork.load(file("checkpoints/" + checkpoint), Device.cpu(), Dtype.FLOAT32)) {
            assertThat(evaluated(network, file("questions/story.txt")).get("nats_per_token"))
                    .isCloseTo(nats, within(2e-5));
            Map<String, Double> words = evaluated(network, file("questions/words.jsonl"));
            assertThat(words.get("acc")).isEqualTo(acc);
            assertThat(words.get("acc_norm")).isEqualTo(accNorm);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "cases/checkpoints/02-boundary, ends-with-line-end, 1, .6667",
        "models/stories260K, no-break-space, , 1",
        "models/stories260K, space-kinds, 1, .5",
        "models/stories260K, empty-query, 1, .2",
        "models/stories260K, bom, 1, ",
    })
    void questionsAsTheHarnessEncodesThem(String model, String questions, Double acc, Double accNorm) {
        try (SuperNetwork network = SuperNetwork.load(Reference.shared(model), Device.cpu(), Dtype.FLOAT32)) {
            Map<String, Double> found = evaluated(network, file("questions/" + questions + ".jsonl"));
            if (acc != null) {
                assertThat(found.get("acc")).isCloseTo(acc, within(1e-4));
            }
            if (accNorm != null) {
                assertThat(found.get("acc_norm")).isCloseTo(accNorm, within(1e-4));
            }
        }
    }

    @Test
    void aByteOrderMarkIsNoText() {
        try (SuperNetwork network =
                SuperNetwork.load(Reference.shared("models/stories260K"), Device.cpu(), Dtype.FLOAT32)) {
            assertThat(evaluated(network, file("questions/bom.txt")).get("nats_per_token"))
                    .isEqualTo(
                            evaluated(network, file("questions/bom-plain.txt")).get("nats_per_token"))
                    .isCloseTo(0.180355, within(2e-5));
        }
    }

    @Test
    void whatIsNotFiniteNeverWins() {
        Path damaged = file("checkpoints/11-nan");
        assertThatThrownBy(() -> SuperNetwork.load(damaged, Device.cpu(), Dtype.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("tensor model.layers.2.mlp.down_proj.weight: found NaN among its weights");
        try (SuperNetwork network = SuperNetwork.load(
                CheckpointIndex.read(damaged), Device.cpu(), Arithmetic.in(Dtype.FLOAT32), NonFinite.ALLOW)) {
            assertThatThrownBy(() -> evaluated(network, file("questions/words.jsonl")))
                    .isInstanceOf(NotFiniteException.class)
                    .hasMessageContaining("found NaN among the log-probabilities");
        }
    }
}
