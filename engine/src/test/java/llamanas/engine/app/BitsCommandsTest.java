package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import llamanas.config.SpecReader;
import llamanas.engine.store.ResultFiles;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real weights in 8 and 4 bits: after a search, and within one. */
class BitsCommandsTest {
    private static final Path ROOT = Path.of(System.getProperty("llamanas.root"));
    private static final String TASK =
            ROOT.resolve("config/demo/tasks/stories-search.txt").toString();
    private static final ModelShape SHAPE = new ModelShape(8, 192, 768, 6, 6, 32, 2048, 512, true, false, false);

    @TempDir
    private Path folder;

    private Path spec(String more) throws IOException {
        return Files.writeString(
                folder.resolve("bits.conf"),
                "model = \"" + ROOT.resolve("config/demo/model") + "\"\ndtype = bfloat16\n"
                        + "tasks { t { search = \"" + TASK + "\", report = \"" + TASK + "\", limit = 1 } }\n"
                        + "objectives = [t.nats_per_token, bytes]\nevaluations = 14\n"
                        + "strategy { name = nsga2, population = 6 }\n" + more);
    }

    @Test
    void aFrontOfAFinishedSearchIsMeasuredWithFewerBits() throws IOException {
        SearchSpec spec = SpecReader.read(spec("space.ffn = [256, 768]"));
        Architecture half = new Architecture(IntStream.range(0, 8)
                .mapToObj(layer -> LayerChoice.whole(SHAPE).withFfn(layer % 2 == 0 ? 256 : 768))
                .toList());
        List<FrontMember> front = List.of(
                new FrontMember(0, Architecture.full(SHAPE), Map.of("bytes", 1.0e7, "report.t.nats_per_token", 3.2)),
                new FrontMember(3, half, Map.of("bytes", 8.0e6, "report.t.nats_per_token", 3.5)));
        new ResultFiles(folder).write("s", spec, front, List.of());

        Commands.Result result = Commands.run("quantize-front", "s", "--data", folder, "--bits", 4, "--json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode members = new ObjectMapper().readTree(result.out());
        assertThat(members).hasSize(2);
        assertThat(members.get(1).path("candidate").asInt()).isEqualTo(3);
        for (JsonNode member : members) {
            assertThat(member.path("architecture").path("layers").findValuesAsText("bits"))
                    .containsOnly("4");
            assertThat(member.path("metrics").path("report.t.nats_per_token").asDouble())
                    .isBetween(2.0, 5.0);
        }
        double whole = members.get(0).path("metrics").path("bytes").asDouble();
        assertThat(whole).isBetween(5_115_072 * 2 / 4.0, 5_115_072 * 2 / 2.0);
        assertThat(members.get(1).path("metrics").path("bytes").asDouble()).isLessThan(whole);
        assertThat(Files.readString(folder.resolve("searches/s/front-int4.json")))
                .isEqualTo(result.out());
    }

    @Test
    void whatCantBeQuantizedIsSaid() throws IOException {
        Commands.run("quantize-front", "none", "--data", folder, "--bits", 8)
                .isBadInput("none/search.json: no such file", "expected what a finished search leaves");
        Commands.run("quantize-front", "none", "--data", folder, "--bits", 3)
                .isBadInput("--bits: found 3, expected 8 or 4");
        Commands.run("bench", "bits", spec("space.ffn = [256, 768]"))
                .isBadInput("space.bits: found [] for all matrices of a layer, expected 16 (as loaded)");
        Commands.run("bench", "bits", spec("space { ffn = [272, 768], bits = [16, 4] }"))
                .isBadInput("space.bits: down [192, 272] at 4 bits");
    }

    @Test
    void bothWaysToSpendABudgetAreCompared() throws IOException {
        Commands.Result result = Commands.run(
                "bench",
                "bits",
                spec("space { ffn = [256, 768], bits = [16, 8] }"),
                "--runs",
                1,
                "--threads",
                1,
                "--json");

        assertThat(result.code()).as(result.err()).isZero();
        JsonNode run = new ObjectMapper().readTree(result.out()).path("runs").get(0);
        for (String way : List.of("together", "inTurn")) {
            JsonNode found = run.path(way);
            assertThat(found.path("spent").asInt()).as(way).isBetween(6, 14);
            assertThat(found.path("members").asInt()).as(way).isPositive();
            assertThat(found.path("hypervolume").asDouble()).as(way).isBetween(1.0, 3.0);
            assertThat(found.path("share").asDouble()).as(way).isBetween(0.0, 1.0);
            assertThat(found.path("unseen").asDouble()).as(way).isBetween(1.0, 3.0);
        }
    }
}
