package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import llamanas.engine.search.external.Benchmark;
import llamanas.engine.search.external.HwGpt;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.engine.search.race.Race;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code bench external} with the files that come with llama-nas. */
class ExternalCommandTest {
    private static final Path DATA = Program.root().resolve("config/bench");

    @TempDir
    Path folder;

    private static Commands.Result external(Object... more) {
        return Commands.run(Stream.concat(Stream.of("bench", "external", "--data", DATA), Stream.of(more))
                .toArray());
    }

    @Test
    void measuresSharesAsItsReadmeSays() {
        HwGpt bench = ExternalFiles.hwGpt(DATA);
        assertThat(bench.yardstick().trueFront()).hasSize(420);
        assertThat(bench.yardstick().whole()).isCloseTo(0.8624504615789551, within(1e-12));
        ParetoFront ends = ParetoFront.EMPTY;
        for (Genome initial : bench.initial()) {
            ends = ends.with(bench.measure(initial));
        }
        assertThat(bench.yardstick().share(ends)).isBetween(0.05, 0.5);
    }

    @Test
    void predictsThePerplexityOfTheSmallestNetworkAsItsFrontHasIt() {
        HwGpt bench = ExternalFiles.hwGpt(DATA);
        // The first member of the front, which has the fewest parameters that there are.
        List<Double> smallest = bench.measure(bench.initial().get(1)).costs();
        assertThat(smallest.get(0)).isCloseTo(42.98165143506589, within(1e-6));
        assertThat(smallest.get(1)).isEqualTo(13_089_984);
        assertThat(bench.exactCosts(bench.initial().get(1))).containsExactly(Double.NaN, 13_089_984);
    }

    @Test
    void genesOfLayersThatDoNotRunHaveNoEffect() {
        HwGpt bench = ExternalFiles.hwGpt(DATA);
        int[] genes = bench.initial().get(0).toArray();
        genes[1] = 0; // 10 layers
        Genome canonical = bench.space().canonical(Genome.of(genes));
        assertThat(canonical.get(2 + 9)).isEqualTo(2);
        assertThat(canonical.get(2 + 10)).isZero();
        assertThat(canonical.get(2 + 12 + 11)).isZero();
        assertThat(bench.measure(canonical).costs())
                .isEqualTo(bench.measure(Genome.of(genes)).costs());
        genes[2 + 9] = 0;
        assertThat(bench.measure(Genome.of(genes)).costs())
                .isNotEqualTo(bench.measure(canonical).costs());
    }

    @Test
    void keepsFinishedRunsAndGoesOnWhereItWasKilled() throws IOException {
        Path out = folder.resolve("runs.csv");
        Object[] command = {
            "--strategies",
            "random,nsga2:population=10",
            "--runs",
            2,
            "--evaluations",
            40,
            "--at",
            "20,40",
            "--out",
            out
        };
        Commands.Result whole = external(command);
        assertThat(whole.code()).as(whole.err()).isZero();
        assertThat(whole.out()).contains("nsga2:population=10", "98.5 %", "best-known front of 420 members");
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).hasSize(5);
        assertThat(external(command).out()).isEqualTo(whole.out());
        assertThat(Files.readAllLines(out)).isEqualTo(lines);

        String text = Files.readString(out);
        Files.writeString(out, text.substring(0, text.lastIndexOf("nsga2") + 20));
        Commands.Result resumed = external(command);
        assertThat(resumed.code()).as(resumed.err()).isZero();
        assertThat(progress(resumed.out())).isEqualTo(progress(whole.out()));
        assertThat(Files.readAllLines(out)).hasSize(5);
        assertThat(RunRows.read(out)).extracting(RunRows.Row::run).allSatisfy(run -> assertThat(run.shares())
                .hasSize(40));
    }

    @Test
    void showsRivalsBesideAndDrawsAllCurves() throws IOException {
        Path rivals = folder.resolve("rivals.csv");
        RunRows.of(rivals, "hw-gpt-s", 30).add("theirs", 1, new Race.Run(Collections.nCopies(30, 0.5), 0), 2);
        RunRows.of(rivals, "smollm2", 30).add("elsewhere", 1, new Race.Run(Collections.nCopies(30, 0.5), 0), 2);
        Path figure = folder.resolve("figure.svg");
        Commands.Result shown = external(
                "--strategies",
                "random",
                "--runs",
                3,
                "--evaluations",
                40,
                "--at",
                "20,40",
                "--rivals",
                rivals,
                "--figure",
                figure);
        assertThat(shown.code()).as(shown.err()).isZero();
        assertThat(shown.out()).containsPattern("theirs +50.0 +-\\s").doesNotContain("elsewhere");
        String svg = Files.readString(figure);
        assertThat(svg).startsWith("<svg ").endsWith("</svg>\n").contains("random (3)", "theirs (1)");
        // From 10 evaluations to 40, and to the rival's 30; an interval only where there are several runs.
        Matcher lines = Pattern.compile("<polyline points=\"([^\"]*)\"").matcher(svg);
        assertThat(lines.results().map(line -> line.group(1).split(" ", -1).length))
                .containsExactly(31, 21);
        assertThat(svg.split("<polygon", -1)).hasSize(2);
        assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
    }

    /** All up to the times. */
    private static String progress(String out) {
        return out.substring(0, out.indexOf("evaluations to a share"));
    }

    @Test
    void writesCurvesByTheirChanges() {
        Path out = folder.resolve("runs.csv");
        Race.Run run = new Race.Run(List.of(0.0, 0.25, 0.25, 1.0 / 3, 1.0 / 3), 1);
        RunRows.of(out, "p", 6).add("s", 3, run, 1.5);
        RunRows.Row read = RunRows.of(out, "p", 6).find("s", 3).orElseThrow();
        assertThat(read.run()).isEqualTo(run);
        assertThat(read.seconds()).isEqualTo(1.5);
        assertThat(RunRows.of(out, "p", 7).find("s", 3)).isEmpty();
        assertThat(RunRows.of(out, "q", 6).find("s", 3)).isEmpty();
    }

    /** What another program is told: what strategies begin with, costs, and the share that its front has come to. */
    @Test
    void answersOtherPrograms() {
        Benchmark bench = ExternalRun.benchmark("smollm2", DATA);
        ExternalServe serve = new ExternalServe(bench, ExternalRun.hints(bench));
        String[] start = serve.answer("start 150").split("\n", -1);
        assertThat(start).endsWith("", "").hasSizeBetween(10, 30);
        assertThat(start[0]).isEqualTo("18");
        double last = 0;
        for (String genome : List.of(start).subList(1, start.length - 2)) {
            String[] numbers = serve.answer(genome).strip().split(" ");
            double share = Double.parseDouble(numbers[2]);
            assertThat(numbers).hasSize(3);
            assertThat(Double.parseDouble(numbers[1])).isPositive();
            assertThat(share).isBetween(last, 1.0);
            last = share;
        }
        assertThat(last).isBetween(0.1, 0.99);
        List.of("start", "start 0", "start x", "start 100001", "1 2", "9" + " 0".repeat(89), "")
                .forEach(
                        line -> assertThatThrownBy(() -> serve.answer(line)).isInstanceOf(InvalidInputException.class));
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        Path other = Files.writeString(folder.resolve("other.csv"), "a,b\n1,2\n");
        assertThatThrownBy(() -> RunRows.read(other)).isInstanceOf(InvalidInputException.class);
        expectRefusal("line 1: found something else, expected", "--out", other);
        expectRefusal("--problem hw is unknown", "--problem", "hw");
        expectRefusal("--record with --problem hw-gpt-s can't be", "--record", other);
        expectRefusal("other.csv, line 2: found no column keep[0]", "--problem", "smollm2", "--record", other);
        expectRefusal("needs gates", "--strategies", "gradient");
        expectRefusal("--at 300 can't be", "--at", "100,300");
        expectRefusal("nsga4", "--strategies", "random,nsga4");
        Commands.Result none = Commands.run("bench", "external", "--data", folder);
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("found neither hw-gpt-s.json nor hw-gpt-s.json.gz");
    }

    private static void expectRefusal(String message, Object... command) {
        Commands.Result refused = external(command);
        assertThat(refused.code()).as(refused.err()).isEqualTo(2);
        assertThat(refused.err()).contains(message);
    }
}
