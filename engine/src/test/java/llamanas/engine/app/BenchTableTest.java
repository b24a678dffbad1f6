package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench table} on the demo model, and {@code bench strategies} on what it writes. */
class BenchTableTest {
    private static final Path MODEL = Program.root().resolve("config/demo/model");
    private static final Path TASK = Program.root().resolve("config/demo/tasks/last-word-search.jsonl");

    /** keep has 4 genomes, attention 4, of which 9 differ. */
    private static final String SPACE = "space { keep = [3, 4], attention = [3, 4] }";

    @TempDir
    Path folder;

    private Commands.Result table(Path space, Object... more) {
        return Commands.run(Stream.concat(
                        Stream.of(
                                "bench",
                                "table",
                                "--model",
                                MODEL,
                                "--space",
                                space,
                                "--task",
                                TASK,
                                "--limit",
                                2,
                                "--threads",
                                1,
                                "--out",
                                folder.resolve("t.csv")),
                        Stream.of(more))
                .toArray());
    }

    private Commands.Result strategies(Object... more) {
        return Commands.run(
                Stream.concat(Stream.of("bench", "strategies", "--table", folder.resolve("t.csv")), Stream.of(more))
                        .toArray());
    }

    private static List<String> sortedWithoutTime(Path table) throws IOException {
        try (Stream<String> lines = Files.lines(table)) {
            return lines.map(line -> line.replaceFirst("(,[^,]*){2}$", ""))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void measuresAllAndGoesOnWhereItWasKilled() throws IOException {
        Path space = Files.writeString(folder.resolve("space.conf"), SPACE);
        Path table = folder.resolve("t.csv");

        Commands.Result first = table(space);

        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out()).contains("9 sub-networks, 0 of them measured before");
        List<String> whole = sortedWithoutTime(table);
        assertThat(whole).hasSize(10);
        assertThat(whole.get(whole.size() - 1))
                .startsWith("candidate,generation,state,keep[3],keep[4],attention[3],attention[4],bytes,flops,"
                        + "last-word-search.acc,");

        String text = Files.readString(table);
        int fourRows = text.length();
        for (int i = 0; i < 6; i++) {
            fourRows = text.lastIndexOf('\n', fourRows - 1);
        }
        Files.writeString(table, text.substring(0, fourRows + 20));
        assertThat(table(space).out()).contains("9 sub-networks, 4 of them measured before");
        assertThat(sortedWithoutTime(table)).isEqualTo(whole);

        assertThat(table(space, "--dtype", "bfloat16").code()).isEqualTo(2);
        Files.writeString(space, "space { keep = [3] }");
        table(space).isBadInput("--out " + table, "another model, space or data");
        racesOnIt();
        refusesWhatTheTableCantGive();
    }

    private void racesOnIt() throws IOException {
        Commands.Result text = strategies("--runs", 2, "--evaluations", 9, "--set", "population=3", "--every", 4);
        assertThat(text.code()).as(text.err()).isZero();
        assertThat(text.out())
                .contains("9 architectures")
                .contains("last-word-search.acc, parameters")
                .contains("no architecture was proposed twice in any run");
        Commands.Result json =
                strategies("--runs", 2, "--evaluations", 9, "--strategies", "random,nsga2:population=4", "--json");
        JsonNode report = JsonMapper.builder().build().readTree(json.out());
        assertThat(report.at("/strategies/1/standing/strategy").asText()).isEqualTo("nsga2:population=4");
        // All of the space is measured, so all of it is found.
        for (JsonNode strategy : report.get("strategies")) {
            assertThat(strategy.at("/standing/progress/0/share/mean").asDouble())
                    .isEqualTo(1);
            assertThat(strategy.at("/standing/goals/2/reached").asInt()).isEqualTo(2);
        }
    }

    private void refusesWhatTheTableCantGive() {
        strategies("--objectives", "stories.nats_per_token,parameters")
                .isBadInput("--objectives", "stories.nats_per_token", "no column", "last-word-search.acc");
        strategies("--strategies", "lnas").isBadInput("lnas", "did you mean linas?");
        strategies("--runs", 0).isBadInput("--runs 0");
        Commands.run("bench", "strategies", "--table", folder.resolve("no.csv"))
                .isBadInput(folder.resolve("no.csv") + " does not exist");
    }

    @Test
    void theDemosTableIsWholeAndTellsStrategiesFromChance() throws IOException {
        Commands.Result json = Commands.run(
                "bench",
                "strategies",
                "--table",
                Program.root().resolve("config/demo/table.csv.gz"),
                "--runs",
                3,
                "--evaluations",
                400,
                "--every",
                400,
                "--strategies",
                "nsga2:population=20,random",
                "--json");
        assertThat(json.code()).as(json.err()).isZero();
        JsonNode report = JsonMapper.builder().build().readTree(json.out());
        assertThat(report.get("architectures").asInt()).isEqualTo(7533);
        assertThat(report.at("/strategies/0/standing/repeated").asInt()).isZero();
        assertThat(report.at("/strategies/0/standing/progress/0/share/mean").asDouble())
                .isGreaterThan(report.at("/strategies/1/standing/progress/0/share/mean")
                        .asDouble());
    }

    @Test
    void refusesASpaceThatNobodyCanMeasureAllOf() throws IOException {
        Path space =
                Files.writeString(folder.resolve("space.conf"), "space { keep = all, ffn = [128, 256, 512, 768] }");
        table(space).isBadInput(space.toString(), "16777216 genomes", "at most 10000000");
        assertThat(folder.resolve("t.csv")).doesNotExist();
    }
}
