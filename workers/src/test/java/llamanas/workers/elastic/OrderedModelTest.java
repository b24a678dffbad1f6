package llamanas.workers.elastic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.Provenance;
import llamanas.workers.Reference;
import llamanas.workers.llama.Dtype;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo model, ordered: the same function in other bytes, with a manifest that belongs to it. */
class OrderedModelTest {
    private static final Path SOURCE = Reference.demo("model");
    private static SuperNetwork network;

    @TempDir
    Path folder;

    @BeforeAll
    static void load() {
        network = SuperNetwork.load(SOURCE, Device.cpu(), Dtype.FLOAT32);
    }

    @AfterAll
    static void close() {
        network.close();
    }

    @Test
    void theOrderedModelIsTheSameFunctionAndKnowsItsOrders() throws IOException {
        Path out = folder.resolve("ordered");
        List<PrepareProgress> seen = new ArrayList<>();
        Manifest manifest = OrderedModel.write(network, request(out), text(), seen::add);
        try (SuperNetwork ordered = SuperNetwork.load(out, Device.cpu(), Dtype.FLOAT32)) {
            assertThat(OrderingCheck.difference(network.model(), ordered.model(), text()))
                    .isLessThan(1e-5);
            assertThat(ordered.manifest()).contains(manifest);
            assertThat(ordered.hash()).isEqualTo(manifest.modelHash()).isNotEqualTo(network.hash());
            assertThat(ordered.layerOrder(List::of)).isEqualTo(manifest.depth().order());
        }
        assertThat(manifest.sourceHash()).isEqualTo(network.hash());
        assertThat(manifest.provenance().modelHash()).isEqualTo(manifest.modelHash());
        assertThat(manifest.depth().scores()).isSorted();
        assertThat(out.resolve("tokenizer.json")).hasSameBinaryContentAs(SOURCE.resolve("tokenizer.json"));
        assertThat(files(folder)).as("nothing temporary is left").containsExactly("ordered");
        assertThat(seen)
                .filteredOn(p -> p.stage().contains("layers"))
                .extracting(PrepareProgress::total)
                .containsOnly(36L);
        assertThat(seen.get(seen.size() - 1).done()).isEqualTo(8);
    }

    @Test
    void aManifestBesideOtherWeightsIsRefused() throws IOException {
        Path out = folder.resolve("ordered");
        Manifest manifest = OrderedModel.write(network, request(out), text(), progress -> {});
        Path other = folder.resolve("other");
        Files.createDirectories(other);
        for (String file : files(SOURCE)) {
            Files.copy(SOURCE.resolve(file), other.resolve(file));
        }
        Files.copy(out.resolve(Manifest.FILE), other.resolve(Manifest.FILE));
        assertThatThrownBy(() -> SuperNetwork.load(other, Device.cpu(), Dtype.FLOAT32))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(other.resolve(Manifest.FILE).toString())
                .hasMessageContaining(manifest.modelHash())
                .hasMessageContaining(network.hash())
                .hasMessageContaining("delete the manifest");
    }

    @Test
    void mistakesAreNamedBeforeAnyWork() throws IOException {
        Path taken = Files.createDirectory(folder.resolve("taken"));
        Files.writeString(taken.resolve("mine.txt"), "keep");
        assertThatThrownBy(() -> OrderedModel.write(network, request(taken), text(), p -> fail()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("not empty");
        assertThat(taken.resolve("mine.txt")).hasContent("keep");
        Path out = folder.resolve("out");
        assertThatThrownBy(() -> OrderedModel.write(network, request(out), List.of(), p -> fail()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("no tokens");
        assertThatThrownBy(() -> OrderedModel.write(network, request(out, "best", "greedy"), text(), p -> fail()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("score: found 'best', expected one of activation, wanda, magnitude");
        assertThatThrownBy(() -> OrderedModel.write(network, request(out, "wanda", "random"), text(), p -> fail()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layer order: found 'random', expected greedy or influence");
        assertThat(out).doesNotExist();
    }

    @Test
    void everyScoreKeepsTheFunction() {
        for (String score : List.of(PrepareSpec.WANDA, PrepareSpec.MAGNITUDE)) {
            Path out = folder.resolve(score);
            OrderedModel.write(network, request(out, score, PrepareSpec.INFLUENCE), text(), progress -> {});
            try (SuperNetwork ordered = SuperNetwork.load(out, Device.cpu(), Dtype.FLOAT32)) {
                assertThat(OrderingCheck.difference(network.model(), ordered.model(), text()))
                        .isLessThan(1e-5);
            }
        }
    }

    private static void fail() {
        throw new AssertionError("work was begun");
    }

    private static OrderedModel.Request request(Path out) {
        return request(out, PrepareSpec.ACTIVATION, PrepareSpec.GREEDY);
    }

    private static OrderedModel.Request request(Path out, String score, String layerOrder) {
        Provenance by = new Provenance("test", "cpu", "float32", 1, "test", "", "", 0);
        return new OrderedModel.Request(SOURCE, out, score, layerOrder, "sha256:recipe", 1, by);
    }

    /** A few short sequences; what they say does not matter here. */
    private static List<int[]> text() {
        SplittableRandom random = new SplittableRandom(1);
        List<int[]> sequences = new ArrayList<>();
        for (int length : new int[] {40, 25, 60}) {
            sequences.add(random.ints(length, 1, 2000).toArray());
        }
        return sequences;
    }

    private static List<String> files(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
