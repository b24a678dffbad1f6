package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.workers.Reference;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is the sub-network: grouped queries, biases, tied embeddings, and every kind of cut. */
class ExtractedModelTest {
    private static final Provenance BY = new Provenance("test", "cpu", "float32", 1, "code", "", "", 0);
    private static final LayerChoice GONE = LayerChoice.REMOVED;

    @TempDir
    private Path folder;

    private static LayerChoice layer(Attention attention, int ffn) {
        return layer(attention, 2, ffn);
    }

    private static LayerChoice layer(Attention attention, int kvHeads, int ffn) {
        return new LayerChoice(true, attention, kvHeads, ffn, Bits.AS_LOADED);
    }

    private static Path tiny() throws URISyntaxException {
        return Path.of(ExtractedModelTest.class.getResource("/tiny-llama3").toURI());
    }

    @Test
    void groupedQueriesAndBiases() throws URISyntaxException {
        LayerChoice whole = layer(Attention.FULL, 48);
        check(tiny(), whole, whole, whole);
        check(tiny(), whole, GONE, layer(Attention.FULL, 48));
        check(tiny(), layer(Attention.FULL, 16), layer(Attention.FULL, 31), layer(Attention.FULL, 5));
        check(tiny(), layer(Attention.NONE, 48), layer(Attention.FULL, 0), layer(Attention.NONE, 7));
        check(tiny(), GONE, layer(Attention.FULL, 0), GONE);
        check(tiny(), layer(Attention.FULL, 1, 48), layer(Attention.FULL, 1, 9), layer(Attention.FULL, 1, 48));
        check(tiny(), layer(Attention.FULL, 1, 48), layer(Attention.FULL, 2, 9), layer(Attention.NONE, 48));
    }

    @Test
    void tiedEmbeddingsInBfloat16() {
        LayerChoice whole = layer(Attention.FULL, 6, 768);
        Path model = Reference.demo("model");
        check(
                model,
                whole,
                GONE,
                whole,
                layer(Attention.NONE, 6, 300),
                GONE,
                layer(Attention.FULL, 6, 0),
                whole,
                whole);
        LayerChoice narrow = layer(Attention.FULL, 6, 256);
        check(model, narrow, narrow, narrow, narrow, narrow, narrow, narrow, narrow);
    }

    @Test
    void nothingIsPaddedWhereAllLayersAreAlike() throws IOException, URISyntaxException {
        LayerChoice narrow = layer(Attention.FULL, 20);
        Path out = folder.resolve("out");
        write(tiny(), out, new Architecture(List.of(narrow, GONE, narrow)));
        LlamaConfig config = LlamaConfig.read(out);
        assertThat(config.layers()).isEqualTo(2);
        assertThat(config.intermediateSize()).isEqualTo(20);
        JsonNode before = Reference.json(tiny().resolve("config.json"));
        JsonNode after = Reference.json(out.resolve("config.json"));
        before.fieldNames().forEachRemaining(key -> {
            if (!List.of("num_hidden_layers", "intermediate_size").contains(key)) {
                assertThat(after.get(key)).as(key).isEqualTo(before.get(key));
            }
        });
        try (Stream<Path> beside = Files.list(folder)) {
            assertThat(beside).containsExactly(out);
        }
    }

    @Test
    void theFolderSaysWhereItComesFrom() throws URISyntaxException {
        Architecture cut = new Architecture(List.of(layer(Attention.NONE, 9), GONE, layer(Attention.FULL, 48)));
        Path out = folder.resolve("out");
        write(tiny(), out, cut);
        assertThat(Extraction.find(out).orElseThrow().architecture()).isEqualTo(cut);
        assertThat(Extraction.find(tiny())).isEmpty();
        JsonNode inside = Reference.json(out.resolve(ExtractedModel.SUBNETWORK)).path("layers");
        assertThat(inside).hasSize(2);
        assertThat(inside.get(0).path("attention").textValue()).isEqualTo("none");
        assertThat(inside.get(0).path("ffn").intValue()).isEqualTo(9);
    }

    @Test
    void aNetworkWithoutLayersAndATakenFolderAreRefused() throws IOException, URISyntaxException {
        Path model = tiny();
        assertThatThrownBy(() -> ExtractedModel.of(model, new Architecture(List.of(GONE, GONE, GONE))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("keeps no layer");
        assertThatThrownBy(() -> ExtractedModel.of(model, new Architecture(List.of(GONE))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("has 1 layers, the model has 3");
        Files.writeString(folder.resolve("mine.txt"), "keep");
        LayerChoice whole = layer(Attention.FULL, 48);
        assertThatThrownBy(() -> write(model, folder, new Architecture(List.of(whole, whole, whole))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not empty");
    }

    private void check(Path model, LayerChoice... layers) {
        Architecture cut = new Architecture(List.of(layers));
        Path out = folder.resolve("cut" + List.of(layers).hashCode());
        ExtractedModel extracted = write(model, out, cut);
        try (LlamaModel full = load(model);
                LlamaModel small = load(out)) {
            int[] ids = new SplittableRandom(1)
                    .ints(48, 3, full.shape().vocabulary())
                    .toArray();
            float[] expected = logits(full, ids, Plan.of(cut, full.shape()));
            assertThat(logits(small, ids, Plan.full(small.shape()))).containsExactly(expected, within(expected));
            assertThat(logits(small, ids, Plan.of(extracted.inside(), small.shape())))
                    .containsExactly(expected, within(expected));
        }
    }

    /** 1e-5 of the largest logit: sums over padded rows are added up in another order. */
    private static Offset<Float> within(float[] expected) {
        float largest = 1;
        for (float logit : expected) {
            largest = Math.max(largest, Math.abs(logit));
        }
        return Offset.offset(1e-5f * largest);
    }

    private static ExtractedModel write(Path model, Path out, Architecture cut) {
        ExtractedModel extracted = ExtractedModel.of(model, cut);
        extracted.write(
                out,
                extracted.stored(),
                hash -> new Extraction(Extraction.FORMAT, hash, "source", "recipe", cut, 0, 1, null, List.of(), BY));
        return extracted;
    }

    private static LlamaModel load(Path model) {
        return LlamaModel.load(CheckpointIndex.read(model), Device.cpu(), Dtype.FLOAT32);
    }

    private static float[] logits(LlamaModel model, int[] ids, long[] plan) {
        try (NDManager scope = model.newScope()) {
            return model.logits(
                    model.hidden(scope, Batch.of(ids), plan),
                    LongStream.range(0, ids.length).toArray());
        }
    }
}
