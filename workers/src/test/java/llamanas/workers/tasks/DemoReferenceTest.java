package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.Reference;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Subnetwork;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bundled demo model and nine of its sub-networks against transformers' figures in config/demo/reference.json. */
class DemoReferenceTest {
    private static final JsonNode REFERENCE = Reference.json(Reference.demo("reference.json"));
    private static SuperNetwork network;

    @BeforeAll
    static void load() {
        network = SuperNetwork.load(Reference.demo("model"), Device.cpu(), Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void natsPerTokenOfEverySubNetwork() {
        try (Task task = TaskFiles.open(Reference.demo("tasks/stories-report.txt"), network, 0, false)) {
            assertThat(task.items()).isEqualTo(REFERENCE.path("tokens").longValue());
            REFERENCE.path("nats_per_token_stories_report").fields().forEachRemaining(entry -> {
                double found =
                        task.evaluate(cut(entry.getKey()), Task.Progress.NONE).get("nats_per_token");
                assertThat(found).as(entry.getKey()).isCloseTo(entry.getValue().doubleValue(), within(1e-4));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"stories-report.txt", "last-word-report.jsonl"})
    void sharesAddUpToTheWhole(String file) {
        try (Task task = TaskFiles.open(Reference.demo("tasks/" + file), network, 12, file.endsWith("txt"))) {
            Subnetwork subnetwork = cut("ffn512");
            Map<String, Double> whole = task.evaluate(subnetwork, Task.Progress.NONE);
            BlockScores first = task.evaluate(subnetwork, new Share(0, 0.3));
            BlockScores rest = task.evaluate(subnetwork, new Share(0.3, 1));
            assertThat(first.counts()).hasSize((int) Math.ceil(0.3 * first.blocks()));
            assertThat(first.counts().size() + rest.counts().size()).isEqualTo(first.blocks());
            assertThat(sum(first.counts()) + sum(rest.counts())).isEqualTo((double) task.items());
            for (String metric : first.sums().keySet()) {
                double sum = sum(first.sums().get(metric)) + sum(rest.sums().get(metric));
                assertThat(sum / task.items()).as(metric).isCloseTo(whole.get(metric), within(1e-5));
            }
        }
    }

    private static double sum(List<? extends Number> values) {
        return values.stream().mapToDouble(Number::doubleValue).sum();
    }

    @Test
    void divergenceFromItselfIsZeroAndGrowsWithTheCut() {
        try (Task task = TaskFiles.open(Reference.demo("tasks/stories-report.txt"), network, 20, true)) {
            double none = task.evaluate(network.full(), Task.Progress.NONE).get("kl");
            double some = task.evaluate(cut("ffn512"), Task.Progress.NONE).get("kl");
            double more = task.evaluate(cut("ffn256"), Task.Progress.NONE).get("kl");
            assertThat(none).isCloseTo(0, within(1e-6));
            assertThat(some).isGreaterThan(0.1);
            assertThat(more).isGreaterThan(some);
        }
    }

    @Test
    void multipleChoiceOfTheFullNetwork() {
        for (String name : List.of("next-sentence", "last-word", "grammar")) {
            JsonNode expected = REFERENCE.path("tasks_first_300").path("full").path(name);
            // Grammar is a choice of whole sentences, with nothing to stand behind.
            String delimiter = name.equals("grammar") ? "" : TaskSpec.DELIMITER;
            try (MultipleChoiceTask task = MultipleChoiceTask.read(
                    Reference.demo("tasks/" + name + "-report.jsonl"), network, 300, delimiter)) {
                Map<String, Double> found = task.evaluate(network.full(), Task.Progress.NONE);
                assertThat(found.get("acc")).isCloseTo(expected.path("acc").doubleValue(), within(1 / 299.0));
                assertThat(found.get("acc_norm"))
                        .isCloseTo(expected.path("acc_norm").doubleValue(), within(1 / 299.0));
                checkFirst(expected.path("first_loglikelihoods"), task);
            }
        }
    }

    private static void checkFirst(JsonNode expected, MultipleChoiceTask task) {
        double[] found = task.loglikelihoods(network.full(), Task.Progress.NONE);
        int owner = 0;
        for (JsonNode question : expected) {
            for (JsonNode choice : question) {
                assertThat(found[owner++]).isCloseTo(choice.doubleValue(), within(1e-3));
            }
        }
    }

    private static Subnetwork cut(String name) {
        JsonNode cut = REFERENCE.path("subnetworks").path(name);
        List<LayerChoice> layers = new ArrayList<>();
        for (int i = 0; i < network.shape().layers(); i++) {
            int ffn = cut.has("ffn")
                    ? cut.path("ffn").get(i).intValue()
                    : network.shape().ffn();
            layers.add(
                    contains(cut.path("drop"), i)
                            ? LayerChoice.REMOVED
                            : LayerChoice.whole(network.shape())
                                    .withAttention(contains(cut.path("noattn"), i) ? Attention.NONE : Attention.FULL)
                                    .withFfn(contains(cut.path("noffn"), i) ? 0 : ffn));
        }
        return network.subnetwork(new Architecture(layers));
    }

    private static boolean contains(JsonNode list, int value) {
        for (JsonNode item : list) {
            if (item.intValue() == value) {
                return true;
            }
        }
        return false;
    }
}
