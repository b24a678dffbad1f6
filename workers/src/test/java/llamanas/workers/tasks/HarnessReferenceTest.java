package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.Reference;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Multiple choice scoring against lm-evaluation-harness, every item of four tasks. */
class HarnessReferenceTest {
    private static SuperNetwork network;

    @BeforeAll
    static void load() {
        network = SuperNetwork.load(Reference.shared("models/stories260K"), Device.cpu(), Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        if (network != null) {
            network.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tinystories_last_word_4ch",
                "tinystories_next_sentence_4ch",
                "tinystories_next_sentence_2ch",
                "tinystories_word_order"
            })
    void accuracyIsTheHarnesss(String name) {
        JsonNode expected = Reference.json(Reference.shared("reference/lm-eval/stories260K/results.json"))
                .path("tasks")
                .path(name);
        // Whole sentences, with nothing to stand behind.
        String delimiter = name.endsWith("word_order") ? "" : TaskSpec.DELIMITER;
        try (MultipleChoiceTask task =
                MultipleChoiceTask.read(Reference.shared("eval/" + name + ".jsonl"), network, 0, delimiter)) {
            Map<String, Double> found = task.evaluate(network.full(), Task.Progress.NONE);
            double item = 1.0 / expected.path("n").intValue() + 1e-9;
            System.out.printf(
                    "%s: acc %.4f (harness %.4f), acc_norm %.4f (harness %.4f)%n",
                    name,
                    found.get("acc"),
                    expected.path("acc").doubleValue(),
                    found.get("acc_norm"),
                    expected.path("acc_norm").doubleValue());
            assertThat(found.get("acc")).isCloseTo(expected.path("acc").doubleValue(), within(item));
            assertThat(found.get("acc_norm"))
                    .isCloseTo(expected.path("acc_norm").doubleValue(), within(item));
            checkSamples(name, task.loglikelihoods(network.full(), Task.Progress.NONE));
        }
    }

    /** Tolerance: what a float64 run differs by, plus the same again for our own rounding. */
    private static void checkSamples(String name, double[] found) {
        List<JsonNode> samples =
                Reference.jsonLines(Reference.shared("reference/lm-eval/stories260K/samples_" + name + ".jsonl"));
        int owner = 0;
        for (JsonNode sample : samples) {
            for (JsonNode request : sample.path("requests")) {
                assertThat(found[owner])
                        .as("%s document %s", name, sample.path("doc"))
                        .isCloseTo(request.path("loglikelihood").doubleValue(), within(1e-3));
                owner++;
            }
        }
    }
}
