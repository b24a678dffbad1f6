package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import llamanas.workers.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What stories260K does not have: a tiny made-up LLaMA 3 with llama3 rope scaling, grouped queries, a head_dim that is not
 * hidden / heads, untied embeddings, attention and MLP biases, in four shards. Logits by Hugging Face transformers.
 */
class FamilyReferenceTest {
    /** Full network; and without layer 1, without the attention of layer 2, with 32 of 48 neurons. */
    private static final long[] FULL = {2, 0, 48, 2, 0, 48, 2, 0, 48};

    private static final long[] CUT = {2, 0, 32, 0, 0, 0, 0, 0, 32};

    private static Path folder() throws URISyntaxException {
        return Path.of(FamilyReferenceTest.class.getResource("/tiny-llama3").toURI());
    }

    @Test
    void logitsAgreeWithTransformers() throws URISyntaxException {
        assertThat(worst(folder())).isLessThan(1e-4);
    }

    /** The same model with config.json spelt as transformers 4 does it. */
    @Test
    void bothSpellingsOfTheConfigMeanTheSame(@TempDir Path copy) throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(folder())) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        ObjectNode config = (ObjectNode) Reference.json(copy.resolve("config.json"));
        ObjectNode rope = (ObjectNode) config.remove("rope_parameters");
        config.set("rope_theta", rope.remove("rope_theta"));
        config.set("rope_scaling", rope);
        config.set("torch_dtype", config.remove("dtype"));
        Files.writeString(copy.resolve("config.json"), config.toString());
        assertThat(worst(copy)).isLessThan(1e-4);
    }

    private static double worst(Path folder) throws URISyntaxException {
        JsonNode reference = Reference.json(folder().resolve("reference.json"));
        int[] ids = Reference.ints(reference.path("ids"));
        double worst = 0;
        try (LlamaModel model = LlamaModel.load(folder, Device.cpu(), Dtype.FLOAT32)) {
            for (JsonNode one : reference.path("cases")) {
                long[] plan = one.path("variant").textValue().equals("full") ? FULL : CUT;
                int length = one.path("length").intValue();
                float[] found = lastLogits(model, plan, Arrays.copyOf(ids, length));
                for (int i = 0; i < found.length; i++) {
                    double expected = one.path("last_logits").get(i).doubleValue();
                    worst = Math.max(worst, Math.abs(found[i] - expected));
                }
            }
        }
        System.out.printf("largest logit difference to transformers, LLaMA 3 features: %.2e%n", worst);
        return worst;
    }

    private static float[] lastLogits(LlamaModel model, long[] plan, int[] ids) {
        try (NDManager scope = model.newScope()) {
            return model.logits(model.hidden(scope, Batch.of(ids), plan), ids.length - 1L);
        }
    }

    /** Padding on the right changes nothing, and a row of a batch is what it is alone. */
    @Test
    void paddingAndBatchingChangeNothing() throws URISyntaxException {
        int[] ids = Reference.ints(
                Reference.json(folder().resolve("reference.json")).path("ids"));
        int[] shorter = Arrays.copyOf(ids, 40);
        int[] both = Arrays.copyOf(Arrays.copyOf(ids, 64), 128);
        System.arraycopy(shorter, 0, both, 64, 40);
        try (LlamaModel model = LlamaModel.load(folder(), Device.cpu(), Dtype.FLOAT32);
                NDManager scope = model.newScope()) {
            Batch batch = new Batch(2, 64, both, new int[0], new int[0]);
            float[] padded = model.logits(model.hidden(scope, batch, CUT), 64 + 39);
            float[] alone = lastLogits(model, CUT, shorter);
            for (int i = 0; i < alone.length; i++) {
                assertThat(padded[i]).isCloseTo(alone[i], offset(1e-4f));
            }
        }
    }

    /** Tree-packed branches give what separate sequences give. */
    @Test
    void branchesAreSeparateSequences() throws URISyntaxException {
        int[] prefix = {1, 5, 9, 13, 17};
        List<int[]> branches = List.of(new int[] {20, 21, 22}, new int[] {30, 31});
        int[] ids = {1, 5, 9, 13, 17, 20, 21, 22, 30, 31};
        int[] positions = {0, 1, 2, 3, 4, 5, 6, 7, 5, 6};
        int[] owners = {0, 0, 0, 0, 0, 1, 1, 1, 2, 2};
        long[] last = {7, 9};
        try (LlamaModel model = LlamaModel.load(folder(), Device.cpu(), Dtype.FLOAT32);
                NDManager scope = model.newScope()) {
            Batch packed = new Batch(1, ids.length, ids, positions, owners);
            for (int b = 0; b < 2; b++) {
                float[] found = model.logits(model.hidden(scope, packed, FULL), last[b]);
                int[] whole = Arrays.copyOf(prefix, prefix.length + branches.get(b).length);
                System.arraycopy(branches.get(b), 0, whole, prefix.length, branches.get(b).length);
                float[] alone = lastLogits(model, FULL, whole);
                for (int i = 0; i < alone.length; i++) {
                    assertThat(found[i]).isCloseTo(alone[i], offset(1e-4f));
                }
            }
        }
    }

    /** The same call twice gives the same bits. */
    @Test
    void deterministic() throws URISyntaxException {
        int[] ids = Reference.ints(
                Reference.json(folder().resolve("reference.json")).path("ids"));
        try (LlamaModel model = LlamaModel.load(folder(), Device.cpu(), Dtype.BFLOAT16)) {
            assertThat(lastLogits(model, FULL, ids)).isEqualTo(lastLogits(model, FULL, ids));
        }
    }
}
