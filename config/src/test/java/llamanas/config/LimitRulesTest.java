package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything that a spec can ask for has an upper end, and one short message at it. */
@Timeout(60)
class LimitRulesTest {
    private static final String MODEL =
            """
            model = m
            tasks { t { search = a.txt, report = b.txt } }
            objectives = [t.nats_per_token, parameters]
            space { ffn = [256, 768] }
            """;

    private static final String FUNCTION = "stand-in { function = dtlz2 }\nobjectives = [f1, f2]\n";

    /** Every number of 64 bits is a seed; a preset is named by one of few words, which another test has. */
    private static final Set<String> ENDLESS = Set.of("seed", "preset");

    /** A number is a text, too. */
    private static final Set<String> TEXTS = Set.of(
            "model",
            "name",
            "prepare.calibration",
            "prepare.out",
            "stand-in.table",
            "tasks.t.report",
            "tasks.t.search");

    /** What people may bound by any number, and a list of files. */
    private static final Set<String> NUMBERS_ARE_FINE =
            Set.of("constraints.parameters.max", "interest.parameters.max", "prepare.train.data");

    @TempDir
    private Path folder;

    private SearchSpec read(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("s.conf"), text));
    }

    /** All keys of a spec with a plain value or a list, by their paths. */
    static List<String> keys() {
        return keys(SpecSchema.SPEC, "").filter(key -> !ENDLESS.contains(key)).toList();
    }

    private static Stream<String> keys(Schema schema, String at) {
        return schema.keys().entrySet().stream().flatMap(entry -> {
            String path = at + (schema.anyName() ? "t" : entry.getKey());
            String below = path.equals("constraints") || path.equals("interest") ? ".parameters.max" : "";
            return entry.getValue().keys().isEmpty() ? Stream.of(path + below) : keys(entry.getValue(), path + ".");
        });
    }

    /** What a key needs around it to mean something. */
    private static String around(String key) {
        String name = key.substring(key.lastIndexOf('.') + 1);
        if (key.startsWith("stand-in.")) {
            return key.endsWith("table") ? "objectives = [parameters]\n" : FUNCTION;
        } else if (key.startsWith("strategy.")) {
            return MODEL
                    + StrategySpec.NAMES.stream()
                            .filter(s -> StrategyOption.of(s, name).isPresent())
                            .findFirst()
                            .map(s -> "strategy.name = " + s + "\n")
                            .orElse("");
        }
        String prepare = key.startsWith("prepare.") ? "prepare { out = o, train { data = [a.txt] } }\n" : "";
        return MODEL + prepare;
    }

    @ParameterizedTest
    @MethodSource("keys")
    void everyKeyHasAnUpperEnd(String key) throws IOException {
        String base = around(key);
        assertThat(read(base.contains("objectives = [parameters]") ? MODEL : base))
                .isNotNull();
        String numbers =
                IntStream.rangeClosed(1, 2000).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        String texts = IntStream.rangeClosed(1, 2000)
                .mapToObj(i -> "\"w" + i + "\"")
                .collect(Collectors.joining(",", "[", "]"));
        for (String hostile :
                List.of("1e18", "1e999999999", "[1e18]", numbers, texts, "\"" + "x".repeat(5000) + "\"")) {
            if ((hostile.contains("1e18") && NUMBERS_ARE_FINE.contains(key))
                    || (hostile.startsWith("1e") && TEXTS.contains(key))) {
                continue;
            }
            assertThatThrownBy(() -> read(base + key + " = " + hostile + "\n"))
                    .as(key + " = " + Shown.of(hostile))
                    .isInstanceOf(InvalidInputException.class)
                    .satisfies(e -> assertThat(e.getMessage())
                            .hasSizeLessThan(1500)
                            .contains(key.contains(".") ? key.substring(0, key.indexOf('.')) : key)
                            .contains("found"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            evaluations = 10000001 | evaluations: found 10000001, expected at most 10000000
            strategy.population = 10001 | strategy.population: found 10001, expected at most 10000
            strategy.predictions = 2M | strategy.predictions: found 2000000, expected at most 1000000
            'strategy { name = nsga3, divisions = 1000 }, objectives = [bytes, flops, parameters, t.perplexity]' \
            | strategy.divisions: found 167668501 reference points of 4 objectives, expected at most 100000
            space.ffn = [2000000] | space.ffn: found 2000000, expected at most 1048576
            'space.bits = [8, 4], space.attention.operators = [full, 20000000]' | operators: found 20000000, expected at most
            tasks.t.limit = 2B | tasks.t.limit: found 2000000000, expected at most
            'deployment { batch = 60000, prompt = 100000 }' | deployment: found 6007680000 tokens of all sequences
            'prepare { out = o, train { data = [x.txt], batch = 60000, block = 100000 } }' | tokens of all blocks
            constraints.parameters.max = 1e999 | constraints.parameters.max: found Infinity, expected a number
            """)
    void oneMessageSaysKeyFoundAndExpected(String line, String message) {
        assertThatThrownBy(() -> read(MODEL + line + "\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFunctionHasNoMoreChoicesThanFitIntoMemory() {
        for (String line : List.of(
                "stand-in { genes = 10000, choices = 101 }",
                "stand-in { genes = 10001 }",
                "stand-in { objectives = 16, genes = 30 }")) {
            assertThatThrownBy(() -> read(FUNCTION + line + "\n"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("expected at most");
        }
    }

    @Test
    void theWaysToMakeALayerAreCounted() {
        String widths =
                IntStream.rangeClosed(1, 200).mapToObj(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        assertThatThrownBy(() -> read(MODEL + "space { ffn = " + widths + ", kv-heads = " + widths + " }\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "space: found 80000 ways to make a layer, over all depths, expected at most 20000");
    }

    /** JSON has no reader that would look at it before. */
    @Test
    void theRulesHoldWithoutAFile() throws IOException {
        SearchSpec spec = read(MODEL);
        List<TaskSpec> many = IntStream.range(0, 101)
                .mapToObj(i -> new TaskSpec("t" + i, "a.txt", null, 0, false))
                .toList();
        assertThat(violation(with(spec, "n".repeat(201), spec.tasks(), spec.objectives())))
                .startsWith("name: found nnn");
        assertThat(violation(with(spec, "n", many, spec.objectives())))
                .isEqualTo("tasks: found 101 elements, expected at most 100");
        assertThat(violation(with(
                        spec,
                        "n",
                        spec.tasks(),
                        Collections.nCopies(16, spec.objectives().get(0)))))
                .isEqualTo("objectives: found 16 elements, expected at most 15");
        assertThat(SpecRules.firstViolation(spec)).isEmpty();
    }

    private static String violation(SearchSpec spec) {
        return SpecRules.firstViolation(spec)
                .map(v -> v.path() + ": " + v.message())
                .orElse("none");
    }

    private static SearchSpec with(SearchSpec s, String name, List<TaskSpec> tasks, List<Objective> objectives) {
        StrategySpec strategy =
                new StrategySpec(s.strategy().name(), 50, 0.9, 0, 100, StrategySpec.GAUSSIAN, List.of(), Map.of());
        return new SearchSpec(
                name, s.model(), s.dtype(), tasks, s.space(), objectives, List.of(), strategy, s.evaluations(), 1);
    }

    @Test
    void whatSubstitutionsComeToIsBoundedBeforeItIsMade() {
        List<String> bombs = new ArrayList<>();
        for (String value : List.of("${%s}${%s}", "[${%s}, ${%s}]", "{ a = ${%s}, b = ${%s} }", "${%s}\" \"${%s}")) {
            StringBuilder bomb = new StringBuilder("constraints.k0 = x\n");
            for (int i = 1; i <= 40; i++) {
                bomb.append("constraints.k").append(i).append(" = ");
                bomb.append(value.replace("%s", "constraints.k" + (i - 1))).append('\n');
            }
            bombs.add(bomb.toString());
        }
        bombs.add("name = x\n" + "name = ${name}${name}\n".repeat(40));
        bombs.add("objectives = [bytes]\n" + "objectives = ${objectives} ${objectives}\n".repeat(40));
        for (String bomb : bombs) {
            assertThatThrownBy(() -> read(MODEL + bomb))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("substitutions come to more than");
        }
    }

    @Test
    void whatIsNestedTooDeepIsRefused() {
        for (String deep : List.of(
                "{a=".repeat(60) + "1" + "}".repeat(60),
                "{a=".repeat(100_000) + "1" + "}".repeat(100_000),
                "[".repeat(100_000) + "]".repeat(100_000),
                "${" + "a.".repeat(50_000) + "a}")) {
            assertThatThrownBy(() -> read(MODEL + "constraints = " + deep + "\n"))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("too deep");
        }
        assertThatThrownBy(() -> read(MODEL + "a.".repeat(50_000) + "a = 1\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("too deep");
    }

    @Test
    void filesAndIncludesAreBounded() throws IOException {
        assertThatThrownBy(() -> read(MODEL + "# " + "x".repeat(1 << 20)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("expected at most 1048576");
        Files.writeString(folder.resolve("leaf.conf"), "seed = 1\n");
        Files.writeString(folder.resolve("ten.conf"), "include \"leaf.conf\"\n".repeat(10));
        assertThat(read(MODEL + "include \"ten.conf\"\n".repeat(9))).isNotNull();
        assertThatThrownBy(() -> read(MODEL + "include \"ten.conf\"\n".repeat(10)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("found more than 100 includes");
    }
}
