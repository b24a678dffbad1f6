package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code recover}, {@code baseline} and {@code bench subnetworks} as a person types them, on the demo model. */
class BaselineCommandsTest {
    private static final Path MODEL = Program.root().resolve("config/demo/model");
    private static final Path TEXT = Program.root().resolve("config/demo/tasks/stories-search.txt");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private Path subnet() throws IOException {
        return file(
                "s.json",
                "{\"layers\": [{}, {\"keep\": false}, {}, {\"ffn\": 200}, {\"attention\": \"none\"}, {}, {}, {}]}");
    }

    private static double nats(Object... words) throws IOException {
        Commands.Result result = Commands.run(words);
        assertThat(result.code()).as(result.err()).isZero();
        return JSON.readTree(result.out())
                .path("results")
                .path("stories-search")
                .path("nats_per_token")
                .doubleValue();
    }

    @Test
    void anExtractedModelScoresAsTheSubnetworkDid() throws IOException {
        Path out = folder.resolve("small");
        Commands.Result result =
                Commands.run("recover", "--model", MODEL, "--subnet", subnet(), "--out", out, "--steps", 0, "--json");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(JSON.readTree(result.out()).path("layers").intValue()).isEqualTo(7);
        double inside =
                nats("evaluate", "--model", MODEL, "--subnet", subnet(), "--task", TEXT, "--limit", 3, "--json");
        assertThat(nats("evaluate", "--model", out, "--task", TEXT, "--limit", 3, "--json"))
                .isCloseTo(inside, Offset.offset(1e-5));
        Path own = out.resolve("subnet.json");
        assertThat(nats("evaluate", "--model", out, "--subnet", own, "--task", TEXT, "--limit", 3, "--json"))
                .isCloseTo(inside, Offset.offset(1e-5));
    }

    @Test
    void aRecoveredModelIsFoundAgainAndAnotherIsRefused() throws IOException {
        Path out = folder.resolve("small");
        Path train = file("train.conf", "batch = 2, block = 64, steps = 2, learning-rate = 1e-3, save-minutes = 1");
        Object[] words = {
            "recover", "--model", MODEL, "--subnet", subnet(), "--out", out, "--train", train, "--data", TEXT
        };
        Commands.Result first = Commands.run(words);
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("steps        2", "unseen text");
        Commands.Result again = Commands.run(words);
        assertThat(again.out()).isEqualTo(first.out());
        Commands.run("recover", "--model", MODEL, "--subnet", subnet(), "--out", out, "--steps", 0)
                .isBadInput(out.toString(), "another extracted model");
        assertThat(folder.resolve("small.work")).doesNotExist();
    }

    @Test
    void baselinesAreAtMostAsLargeAsAskedAndLeaveNothing() throws IOException {
        Path work = Files.createDirectory(folder.resolve("work"));
        Path train = file("train.conf", "batch = 1, block = 32");
        Commands.Result result = Commands.run(
                "baseline",
                "--model",
                MODEL,
                "--calibration",
                TEXT,
                "--sizes",
                "0.6",
                "--task",
                TEXT,
                "--limit",
                2,
                "--methods",
                "magnitude,shortgpt",
                "--recover-steps",
                1,
                "--train",
                train,
                "--data",
                TEXT,
                "--work",
                work,
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        JsonNode rows = JSON.readTree(result.out()).path("rows");
        assertThat(rows)
                .extracting(row -> row.path("method").textValue())
                .containsExactly("full", "magnitude", "shortgpt");
        double magnitude = rows.get(1).path("decoderShare").doubleValue();
        assertThat(magnitude).isLessThanOrEqualTo(0.6).isGreaterThan(0.599);
        assertThat(rows.get(2).path("decoderShare").doubleValue()).isEqualTo(0.5);
        for (int i = 1; i < 3; i++) {
            assertThat(rows.get(i).at("/before/stories-search/nats_per_token").doubleValue())
                    .isGreaterThan(rows.get(0)
                            .at("/before/stories-search/nats_per_token")
                            .doubleValue());
            assertThat(rows.get(i).at("/after/stories-search/nats_per_token").isNumber())
                    .isTrue();
        }
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void randomSubnetworksFallIntoTheirBandsWhateverTheOrder() throws IOException {
        Path tail = file("tail.conf", "space { depth { counts = [6, 7, 8], order = tail }, ffn = [128, 384, 768] }");
        Path own = file("own.conf", "space { depth { counts = [6, 7, 8] }, ffn = [128, 384, 768] }");
        JsonNode first = subnetworks(tail);
        JsonNode second = subnetworks(own);
        assertThat(first.path("order").textValue()).startsWith("tail");
        assertThat(second.path("order").textValue()).isEqualTo("block influence on stories-search");
        assertThat(first.path("bands")).hasSize(3);
        for (JsonNode report : List.of(first, second)) {
            assertThat(report.at("/bands/0/decoderShare").doubleValue()).isBetween(0.75, 0.9);
            assertThat(report.at("/bands/1/decoderShare").doubleValue()).isBetween(0.6, 0.75);
            assertThat(report.at("/bands/2/decoderShare").doubleValue()).isBetween(0.45, 0.6);
        }
        assertThat(subnetworks(own).findValues("genome")).hasSize(3).isEqualTo(second.findValues("genome"));
    }

    private static JsonNode subnetworks(Path space) throws IOException {
        Commands.Result result = Commands.run(
                "bench",
                "subnetworks",
                "--model",
                MODEL,
                "--space",
                space,
                "--count",
                3,
                "--task",
                TEXT,
                "--limit",
                2,
                "--json");
        assertThat(result.code()).as(result.err()).isZero();
        return JSON.readTree(result.out());
    }

    @Test
    void badInputIsNamed() throws IOException {
        Path out = folder.resolve("out");
        Path none = file("none.json", "{\"layers\": [" + "{\"keep\": false},".repeat(7) + "{\"keep\": false}]}");
        Commands.run("recover", "--model", MODEL, "--subnet", none, "--out", out)
                .isBadInput("keeps no layer");
        Commands.run("recover", "--model", MODEL, "--subnet", subnet(), "--out", out, "--steps", -1)
                .isBadInput("--steps -1");
        Path train = file("train.conf", "learning-rate = 0");
        Commands.run("recover", "--model", MODEL, "--subnet", subnet(), "--out", out, "--train", train)
                .isBadInput("learning-rate", "found 0.0");
        assertThat(out).doesNotExist();
        baseline("0.75", "best").isBadInput("--methods", "'best'", "magnitude,wanda,shortgpt");
        baseline("1.5", "wanda").isBadInput("--sizes", "1.5");
        baseline("0.2", "wanda").isBadInput("0.2", "at least 0.25");
        Path small = file("small.conf", "space { ffn = [768] }");
        Commands.run("bench", "subnetworks", "--model", MODEL, "--space", small, "--task", TEXT)
                .isBadInput("found 0 different sub-networks");
        Commands.run("bench", "subnetworks", "--model", MODEL, "--space", small, "--task", TEXT, "--count", 4)
                .isBadInput("--count 4", "multiple of 3");
    }

    private static Commands.Result baseline(String sizes, String methods) {
        return Commands.run(
                "baseline",
                "--model",
                MODEL,
                "--calibration",
                TEXT,
                "--sizes",
                sizes,
                "--methods",
                methods,
                "--task",
                TEXT);
    }
}
