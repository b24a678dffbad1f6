package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llamanas.engine.search.external.SmolLm2;
import llamanas.engine.search.external.SmolLm2Space;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.engine.search.strategy.Hints;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Genome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recorded benchmark of SmolLM2 as it comes with llama-nas, and how it is recorded. */
class SmolLm2BenchTest {
    private static final Path DATA = Program.root().resolve("config/bench");
    private static final String FULL = "5".repeat(30);
    private static final String UNIFORM_8 = "4".repeat(30);

    @TempDir
    Path folder;

    private final SmolLm2 bench = ExternalFiles.smolLm2(DATA);

    private static Genome genome(String word) {
        return SmolLm2Space.space()
                .genome(SmolLm2Space.architecture(word).orElseThrow())
                .orElseThrow();
    }

    private List<Double> costs(String word) {
        return bench.measure(genome(word)).costs();
    }

    @Test
    void theFullNetworkIsAtZeroAndKnownOnesNearWhatWasMeasured() {
        assertThat(bench.problem().initial().get(0)).isEqualTo(genome(FULL));
        assertThat(costs(FULL)).containsExactly(0.0, 269_030_016.0);
        assertThat(costs(UNIFORM_8).get(1)).isEqualTo(163_172_736);
        // 0.0037 where it was recorded, which is in float32; bfloat16 comes to 0.0100 and 0.0122 on two machines.
        assertThat(costs(UNIFORM_8).get(0)).isBetween(0.003, 0.005);
        // Without layer 0, without layer 3; as ../shared/bench/smollm2/single-changes.csv has them.
        assertThat(costs("-" + "5".repeat(29)).get(0)).isCloseTo(7.9128, within(0.01));
        assertThat(costs("555-" + "5".repeat(26)).get(0)).isCloseTo(0.2304, within(0.001));
    }

    @Test
    void saysHowFarItIsOff() {
        Matcher error = Pattern.compile("up to 1.1 ([0-9.]+) % \\((\\d+) rows, Spearman ([0-9.]+)\\); in all .*")
                .matcher(bench.error());
        assertThat(error.matches()).as(bench.error()).isTrue();
        assertThat(Double.parseDouble(error.group(1))).isLessThan(5);
        assertThat(Integer.parseInt(error.group(2))).isGreaterThanOrEqualTo(60);
        assertThat(Double.parseDouble(error.group(3))).isGreaterThan(0.998);
    }

    @Test
    void tellsOfAllSingleChanges() {
        Map<Genome, Double> changes = bench.singleChanges();
        assertThat(changes).hasSize(120).containsKey(genome("-" + "5".repeat(29)));
        Genome full = genome(FULL);
        assertThat(changes.keySet()).allSatisfy(changed -> assertThat(
                        SmolLm2Space.word(SmolLm2Space.space().architecture(changed)))
                .matches("5*[^5]5*"));
        assertThat(changes).doesNotContainKey(full);
    }

    @Test
    void theBestKnownFrontIsWhatItsWordsMeasure() throws IOException {
        List<String> members = Files.readAllLines(DATA.resolve("smollm2-front.csv"));
        assertThat(members.size() - 1).isEqualTo(bench.yardstick().trueFront().size());
        ParetoFront front = ParetoFront.EMPTY;
        for (String member : members.subList(1, members.size())) {
            front = front.with(bench.measure(genome(member.split(",", -1)[2])));
        }
        assertThat(bench.yardstick().share(front)).isCloseTo(1, within(1e-9));
        double uniform = bench.yardstick().share(ParetoFront.EMPTY.with(bench.measure(genome(UNIFORM_8))));
        assertThat(uniform).isBetween(0.7, 0.95);
    }

    @Test
    void wordsStandForNetworks() {
        String word = "0123450123450123450123450123-5";
        assertThat(SmolLm2Space.word(SmolLm2Space.architecture(word).orElseThrow()))
                .isEqualTo(word);
        assertThat(SmolLm2Space.architecture("5".repeat(29))).isEmpty();
        assertThat(SmolLm2Space.architecture("6".repeat(30))).isEmpty();
    }

    @Test
    void addsWhatASearchHasMeasured() throws IOException {
        Files.copy(DATA.resolve("smollm2.csv.gz"), folder.resolve("smollm2.csv.gz"));
        Files.copy(DATA.resolve("smollm2-changes.csv"), folder.resolve("smollm2-changes.csv"));
        int before = RecordedRows.read(folder.resolve("smollm2.csv.gz")).size();
        Path search = Files.writeString(
                folder.resolve("candidates.csv"),
                header() + row("succeeded", 1280, "0.123456789") + row("failed", 1024, ""));

        Commands.Result added = Commands.run(
                "bench", "external", "--problem", "smollm2", "--data", folder, "--effort", 2000, "--record", search);

        assertThat(added.code()).as(added.err()).isZero();
        assertThat(added.out()).contains((before + 1) + ", 1 of them new", "off by      up to 1.1 ");
        assertThat(RecordedRows.read(folder.resolve("smollm2.csv.gz")))
                .containsEntry("2" + "4".repeat(28) + "-", 0.12346);
        assertThat(ExternalFiles.smolLm2(folder).yardstick().trueFront()).hasSizeGreaterThan(20);
    }

    private static String header() {
        return "candidate,state," + columns("bits[", "]") + "," + columns("ffn[", "]") + "," + columns("keep[", "]")
                + ",wiki.kl,reason\n";
    }

    private static String columns(String before, String after) {
        return IntStream.range(0, 30).mapToObj(i -> before + i + after).collect(Collectors.joining(","));
    }

    /** All layers at 8 bits, the first one narrower, the last one gone. */
    private static String row(String state, int first, String divergence) {
        return "1," + state + "," + "8,".repeat(29) + "16," + first + "," + "1536,".repeat(28) + "1024,"
                + "keep,".repeat(29) + "drop," + divergence + ",\"a, b\"\n";
    }

    @Test
    void answersLineByLine() {
        int[] choices = bench.problem().space().choices();
        assertThat(choices).hasSize(90);
        String full = "1 ".repeat(30) + "2 ".repeat(30) + "1 ".repeat(30);
        ExternalServe serve = new ExternalServe(bench, Hints.NONE);
        ParetoFront alone =
                ParetoFront.EMPTY.with(bench.measure(bench.problem().initial().get(0)));
        assertThat(serve.answer(full))
                .isEqualTo("0.0 2.69030016E8 " + bench.yardstick().share(alone) + "\n");
        for (String wrong : List.of("1 2 3", full.replace('2', '3'), full.replace('2', 'x'))) {
            assertThatThrownBy(() -> serve.answer(wrong))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("expected 90 whole numbers");
        }
    }

    @Test
    void aRecordWithoutASingleChangeIsRefused() {
        Map<String, Double> rows = Map.of(UNIFORM_8, 0.01);
        assertThatThrownBy(() -> new SmolLm2(rows, Map.of(), List.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found no row for 120 of the 120 single changes");
    }
}
