package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file beside prepared weights, and what it is known again by. */
class ManifestTest {
    private static final Provenance BY = new Provenance("w", "cpu", "float32", 2, "v", "m", "d", 7);

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsRead() throws IOException {
        assertThat(Manifest.find(folder)).isEmpty();
        Files.write(folder.resolve(Manifest.FILE), manifest().toJson());
        assertThat(Manifest.find(folder)).contains(manifest());
        LossPoint point = new LossPoint(10, 1e-4, Map.of("train.full", 2.5));
        Manifest trained = manifest().trained("sha256:new", train(List.of()), List.of(point), BY);
        Files.write(folder.resolve(Manifest.FILE), trained.toJson());
        assertThat(Manifest.find(folder)).contains(trained);
        assertThat(trained.modelHash()).isEqualTo("sha256:new");
        assertThat(trained.layers()).isEqualTo(manifest().layers());
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        refused(json -> json.put("colour", "blue"), "colour: ");
        refused(json -> json.remove("recipe"), "recipe");
        refused(json -> json.put("format", 2), "format: found 2, this program reads 1");
        refused(json -> json.put("seed", "many"), "seed: ");
        refused(json -> json.withObject("/depth").withArray("order").add(0), "depth.order: found 2 numbers");
        refused(
                json -> ((ObjectNode) json.at("/layers/0")).withArray("neurons").set(1, 1),
                "layers[0].neurons: found 2 numbers, expected each of 0 to 1 once");
        Files.writeString(folder.resolve(Manifest.FILE), "{\"format\": 1,");
        assertThatThrownBy(() -> Manifest.find(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not valid JSON");
    }

    private void refused(Consumer<ObjectNode> change, String message) throws IOException {
        ObjectNode json = (ObjectNode) new ObjectMapper().readTree(manifest().toJson());
        change.accept(json);
        Path file = folder.resolve(Manifest.FILE);
        Files.writeString(file, json.toString());
        assertThatThrownBy(() -> Manifest.find(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(message);
    }

    @Test
    void aRecipeIsWhatTheResultDependsOn() throws IOException {
        String text = Files.writeString(folder.resolve("a.txt"), "some text").toString();
        String copy = Files.writeString(folder.resolve("b.txt"), "some text").toString();
        String other = Files.writeString(folder.resolve("c.txt"), "other text").toString();
        String recipe = recipe(spec("out", text, train(List.of(text))), 1);
        assertThat(recipe(spec("elsewhere", copy, train(List.of(copy))), 1)).isEqualTo(recipe);
        assertThat(List.of(
                        recipe(spec("out", other, train(List.of(text))), 1),
                        recipe(spec("out", text, train(List.of(other))), 1),
                        recipe(spec("out", text, train(List.of(text))), 2),
                        recipe(spec("out", text, null), 1)))
                .doesNotContain(recipe)
                .doesNotHaveDuplicates();
        assertThatThrownBy(() -> recipe(spec("out", "/no/such/file", null), 1))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/no/such/file");
    }

    private static String recipe(PrepareSpec spec, long seed) {
        SpaceSpec space =
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of(256));
        return Recipe.hash("sha256:source", spec, space, seed);
    }

    private static PrepareSpec spec(
            String out, String calibration, @org.jspecify.annotations.Nullable TrainSpec train) {
        return new PrepareSpec(out, calibration, PrepareSpec.ACTIVATION, PrepareSpec.GREEDY, train);
    }

    private static TrainSpec train(List<String> data) {
        return new TrainSpec(
                data,
                0,
                TrainSpec.FULL,
                8,
                TrainSpec.SANDWICH,
                2,
                100,
                8,
                1,
                128,
                1e-3,
                0.1,
                0.1,
                0.1,
                1,
                0.5,
                "full",
                true,
                "float32",
                "auto",
                5);
    }

    private static Manifest manifest() {
        LayerOrder layer =
                new LayerOrder(List.of(1, 0), List.of(0), List.of(1, 0), List.of(0.5, 0.25), List.of(0.2, 0.1));
        LayerRanking depth = new LayerRanking(PrepareSpec.GREEDY, List.of(0), List.of(1.5));
        return new Manifest(
                1,
                "sha256:model",
                "sha256:source",
                "sha256:recipe",
                3,
                PrepareSpec.ACTIVATION,
                List.of(layer),
                depth,
                "sha256:data",
                100,
                BY,
                null,
                List.of());
    }
}
