package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.Reference;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Dtype;
import org.junit.jupiter.api.Test;

/** Sub-networks of a LLaMA made by others, against what Hugging Face transformers says of them. */
class LogitsReferenceTest {
    private static final Map<String, SubNetwork> VARIANTS = Map.of(
            "full", new SubNetwork(-1, 172),
            "layer2_removed", new SubNetwork(2, 172),
            "ffn128", new SubNetwork(-1, 128),
            "layer2_removed_ffn128", new SubNetwork(2, 128));

    private record SubNetwork(int removed, int ffn) {
        Architecture architecture() {
            List<LayerChoice> layers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                layers.add(
                        i == removed
                                ? LayerChoice.REMOVED
                                : new LayerChoice(true, Attention.FULL, 4, ffn, Bits.AS_LOADED));
            }
            return new Architecture(layers);
        }
    }

    @Test
    void float32AgreesWithTransformers() {
        JsonNode reference = Reference.json(Reference.shared("reference/logits/stories260K.json"));
        try (SuperNetwork network = load(Dtype.FLOAT32)) {
            double worst = 0;
            for (Map.Entry<String, SubNetwork> variant : VARIANTS.entrySet()) {
                JsonNode expected = reference.path("variants").path(variant.getKey());
                Architecture architecture = variant.getValue().architecture();
                assertThat(Cost.parameters(network.shape(), architecture))
                        .isEqualTo(expected.path("parameters").longValue());
                for (JsonNode prompt : expected.path("prompts")) {
                    worst = Math.max(worst, difference(network, Plan.of(architecture, network.shape()), prompt));
                }
            }
            System.out.printf("largest logit difference to transformers, float32: %.2e%n", worst);
            assertThat(worst).isLessThan(1e-3);
        }
    }

    @Test
    void bfloat16IsWithinOnePercent() {
        JsonNode reference = Reference.json(Reference.shared("reference/logits/stories260K.json"));
        try (SuperNetwork network = load(Dtype.BFLOAT16)) {
            VARIANTS.forEach((name, variant) -> {
                double expected = 0;
                double found = 0;
                for (JsonNode prompt : reference.path("variants").path(name).path("prompts")) {
                    int[] ids = Reference.ints(prompt.path("token_ids"));
                    expected += prompt.path("mean_nats_per_token").doubleValue() * (ids.length - 1);
                    found -= sumLogprobs(network, Plan.of(variant.architecture(), network.shape()), ids);
                }
                System.out.printf("%s: nats in bfloat16 / float32 reference = %.5f%n", name, found / expected);
                assertThat(found / expected).isBetween(0.99, 1.01);
            });
        }
    }

    private static SuperNetwork load(Dtype dtype) {
        Path model = Reference.shared("models/stories260K");
        return SuperNetwork.load(model, Device.cpu(), dtype);
    }

    private static double difference(SuperNetwork network, long[] plan, JsonNode prompt) {
        int[] ids = Reference.ints(prompt.path("token_ids"));
        try (NDManager scope = network.model().newScope()) {
            NDArray hidden = network.model().hidden(scope, Batch.of(ids), plan);
            float[] logits = network.model().logits(hidden, ids.length - 1L);
            double worst = 0;
            for (int i = 0; i < logits.length; i++) {
                double expected = prompt.path("last_logits").get(i).doubleValue();
                worst = Math.max(worst, Math.abs(logits[i] - expected));
            }
            double nats = -sumLogprobs(network, plan, ids) / (ids.length - 1);
            assertThat(nats).isCloseTo(prompt.path("mean_nats_per_token").doubleValue(), within(1e-4));
            return worst;
        }
    }

    private static double sumLogprobs(SuperNetwork network, long[] plan, int[] ids) {
        long[] rows = new long[ids.length - 1];
        long[] targets = new long[ids.length - 1];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = i;
            targets[i] = ids[i + 1];
        }
        try (NDManager scope = network.model().newScope()) {
            double sum = 0;
            for (float value :
                    network.model().logprobs(network.model().hidden(scope, Batch.of(ids), plan), rows, targets)) {
                sum += value;
            }
            return sum;
        }
    }
}
