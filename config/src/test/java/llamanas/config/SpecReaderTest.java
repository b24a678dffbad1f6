package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpecReaderTest {
    private static final String SPEC =
            """
            model = "../demo/model"
            tasks { stories { search = a.txt, report = b.txt }, last-word { search = c.jsonl, limit = 100 } }
            space { depth { counts = [6, 7, 8] }, ffn = [256, 768] }
            objectives = [stories.nats_per_token, parameters]
            """;

    @TempDir
    private Path folder;

    private SearchSpec read(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("my-search.conf"), text));
    }

    private void assertRefused(String text, String message) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("my-search.conf").toString())
                .hasMessageContaining(message);
    }

    private String inFolder(String path) {
        return folder.resolve(path).normalize().toString();
    }

    @Test
    void fillsInDefaults() throws IOException {
        assertThat(read(SPEC))
                .isEqualTo(new SearchSpec(
                        "my-search",
                        inFolder("../demo/model"),
                        "auto",
                        List.of(
                                new TaskSpec("last-word", inFolder("c.jsonl"), null, 100, false),
                                new TaskSpec("stories", inFolder("a.txt"), inFolder("b.txt"), 0, false)),
                        new SpaceSpec(
                                List.of(6, 7, 8),
                                "importance",
                                LayerSelection.NONE,
                                LayerSelection.NONE,
                                List.of(256, 768)),
                        List.of(
                                new Objective("stories.nats_per_token", Direction.MINIMIZE),
                                new Objective("parameters", Direction.MINIMIZE)),
                        List.of(),
                        gaussian("linas", 50, 0.9, 0, 20_000),
                        250,
                        1,
                        null,
                        null,
                        null,
                        false,
                        null,
                        List.of(),
                        true,
                        null));
    }

    @Test
    void readsEveryKey() throws IOException {
        SearchSpec spec = read(
                """
                name = other, model = /m, dtype = bfloat16, evaluations = "1K", seed = -7
                tasks { t { search = /a.txt, kl = true, limit = 3 }, q { search = /q.jsonl } }
                space { keep = all, attention = [2, 0], ffn = [0, 8] }
                objectives = [t.kl, q.acc_norm, flops]
                constraints { parameters { max = 3.3B }, t { nats_per_token { min = 1, max = 2.5 } }, "q.acc" { min = 0.3 } }
                strategy { name = nsga2, population = 20, crossover = 0.5, mutation = 0.02, predictions = 7 }
                """);
        assertThat(spec)
                .isEqualTo(new SearchSpec(
                        "other",
                        "/m",
                        "bfloat16",
                        List.of(
                                new TaskSpec("q", "/q.jsonl", null, 0, false),
                                new TaskSpec("t", "/a.txt", null, 3, true)),
                        new SpaceSpec(
                                List.of(),
                                "importance",
                                LayerSelection.ALL,
                                new LayerSelection(false, List.of(0, 2)),
                                List.of(0, 8)),
                        List.of(
                                new Objective("t.kl", Direction.MINIMIZE),
                                new Objective("q.acc_norm", Direction.MAXIMIZE),
                                new Objective("flops", Direction.MINIMIZE)),
                        List.of(
                                new Constraint("parameters", null, 3.3e9),
                                new Constraint("q.acc", 0.3, null),
                                new Constraint("t.nats_per_token", 1.0, 2.5)),
                        gaussian("nsga2", 20, 0.5, 0.02, 7),
                        1000,
                        -7));
    }

    /** White space means something here. */
    @Test
    void readsADelimiterAsItStands() throws IOException {
        assertThat(read(SPEC).tasks())
                .allSatisfy(task -> assertThat(task.delimiter()).isEqualTo(" "));
        for (String delimiter : List.of("", " ", "\\n")) {
            String line = "tasks { other { search = /q.jsonl, target_delimiter = \"" + delimiter + "\" } }\n";
            assertThat(read(SPEC + line).tasks())
                    .filteredOn(task -> task.name().equals("other"))
                    .extracting(TaskSpec::delimiter)
                    .containsExactly(delimiter.replace("\\n", "\n"));
        }
        assertRefused(
                SPEC + "tasks { other { search = /q.jsonl, target_delimiter = 1 } }\n",
                "target_delimiter: found 1, expected a text");
        assertRefused(
                SPEC + "tasks { other { search = /q.jsonl, target_delimiter = \"" + "-".repeat(17) + "\" } }\n",
                "found 17 characters, expected 16 at most");
    }

    @Test
    void singleChangesAreMeasuredForStrategiesThatGoByThem() throws IOException {
        assertThat(read(SPEC).singleChanges()).isTrue();
        assertThat(read(SPEC + "strategy.name = additive").singleChanges()).isTrue();
        assertThat(read(SPEC + "strategy.name = nsga2").singleChanges()).isFalse();
        assertThat(read(SPEC + "strategy.name = nsga2, single-changes = true").singleChanges())
                .isTrue();
        assertThat(read(SPEC + "single-changes = false").singleChanges()).isFalse();
        String standIn = "stand-in { function = zdt1 }, objectives = [f1, f2]\n";
        assertThat(read(standIn).singleChanges()).isFalse();
        assertRefused(standIn + "single-changes = true", "single-changes: found true, expected false: a stand-in");
    }

    @Test
    void readsTheDemoPreset() {
        Path root = Path.of(System.getProperty("llamanas.root"));
        SearchSpec spec = SpecReader.read(root.resolve("config/presets/demo.conf"));
        assertThat(spec.name()).isEqualTo("demo");
        assertThat(Path.of(spec.model())).isEqualTo(root.resolve("config/demo/model"));
        assertThat(spec.tasks()).extracting(TaskSpec::name).containsExactly("last-word", "next-sentence", "stories");
        for (TaskSpec task : spec.tasks()) {
            assertThat(Path.of(String.valueOf(task.report()))).isRegularFile();
            assertThat(task.search() == null).isEqualTo(!task.name().equals("stories"));
        }
        assertThat(spec.objectives())
                .extracting(Objective::metric)
                .containsExactly("stories.nats_per_token", "parameters");
    }

    @Test
    void putsAPresetBelowTheFile() throws IOException {
        SearchSpec spec =
                read("preset = llama-nas\n" + SPEC.replace("space { depth { counts = [6, 7, 8] }, ffn", "space { ffn")
                        + "strategy.mutation = auto\n");
        assertThat(spec.space())
                .isEqualTo(new SpaceSpec(
                        List.of(24, 28, 32), "tail", LayerSelection.NONE, LayerSelection.NONE, List.of(256, 768)));
        assertThat(spec.dtype()).isEqualTo("bfloat16");
        assertThat(spec.strategy()).isEqualTo(gaussian("linas", 50, 0.9, 0, 20_000));
        SearchSpec without =
                read("preset = llama-nas\n" + SPEC.replace("depth { counts = [6, 7, 8] }", "depth = null"));
        assertThat(without.space().depth()).isEmpty();
    }

    @Test
    void includesWhatLiesBesideAFileThatIsNamedWithoutItsFolder() throws IOException {
        Path base = Files.createTempFile(Path.of(""), "base", ".conf");
        Path spec = Files.createTempFile(Path.of(""), "spec", ".conf");
        try {
            Files.writeString(base, SPEC);
            Files.writeString(spec, "include \"" + base + "\"\nevaluations = 7");
            assertThat(SpecReader.read(spec).evaluations()).isEqualTo(7);
        } finally {
            Files.delete(base);
            Files.delete(spec);
        }
    }

    @Test
    void includesFilesWhosePathsStartAtTheirOwnFolder() throws IOException {
        Files.createDirectory(folder.resolve("base"));
        Files.writeString(folder.resolve("base/base.conf"), SPEC);
        SearchSpec spec = read("include \"base/base.conf\"\nspace.ffn = [1, 2]\ntasks.stories.report = x.txt");
        assertThat(spec.model()).isEqualTo(inFolder("demo/model"));
        assertThat(spec.tasks().get(1).search()).isEqualTo(inFolder("base/a.txt"));
        assertThat(spec.tasks().get(1).report()).isEqualTo(inFolder("x.txt"));
        assertThat(spec.space().ffn()).containsExactly(1, 2);
        assertRefused("include \"bse.conf\"\n" + SPEC, "include \"bse.conf\": no such file");
        assertRefused("include file(\"bse.conf\")\n" + SPEC, "include \"bse.conf\": no such file");
        assertRefused("include url(\"http://127.0.0.1/x.conf\")\n" + SPEC, "not supported, include a file");
        assertRefused("include classpath(\"x.conf\")\n" + SPEC, "not supported, include a file");
    }

    @Test
    void includesNothingFromOutsideOfItsFolder() throws IOException {
        Path secret = Files.writeString(
                Files.createDirectories(folder.resolve("elsewhere")).resolve("secret.conf"), "name = hush");
        Path specs = Files.createDirectories(folder.resolve("specs"));
        Files.createSymbolicLink(specs.resolve("link.conf"), secret);
        for (String include : List.of("../elsewhere/secret.conf", secret.toString(), "link.conf")) {
            for (String form : List.of("include \"%s\"\n", "include file(\"%s\")\n")) {
                Path spec = Files.writeString(specs.resolve("spec.conf"), form.formatted(include) + SPEC);
                assertThatThrownBy(() -> SpecReader.read(spec))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("include \"" + include + "\": found a file outside of " + specs)
                        .hasMessageNotContaining("hush");
            }
        }
    }

    @Test
    void doesNotSeeTheEnvironment() throws IOException {
        Map.Entry<String, String> variable = System.getenv().entrySet().stream()
                .filter(e -> e.getKey().matches("[A-Z_]+") && e.getValue().length() > 3)
                .findFirst()
                .orElseThrow();
        for (String substitution : List.of("${?%s}", "before-${?%s}")) {
            String text = SPEC + "\nname = " + substitution.formatted(variable.getKey());
            assertThatThrownBy(() -> read(text))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("name: found ${..} that names an environment variable")
                    .hasMessageNotContaining(variable.getValue());
        }
        assertRefused(
                SPEC + "\nname = ${" + variable.getKey() + "}",
                "Could not resolve substitution to a value: ${" + variable.getKey() + "}");
        assertThat(read(SPEC + "\nname = ${?NO_SUCH_VARIABLE_OF_TESTS}, name = x\nname = ${name}y")
                        .name())
                .isEqualTo("xy");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "evaluatons = 5                 | :5: evaluatons: no such key; did you mean evaluations?",
                "space.dept { counts = [1] }    | :5: space.dept: no such key; did you mean depth?",
                "space.depth.cuonts = [1]       | :5: space.depth.cuonts: no such key; did you mean counts?",
                "tasks.stories.reprot = x       | :5: tasks.stories.reprot: no such key; did you mean report?",
                "strategy.zebra = 1             | strategy.zebra: no such key; known here: ",
                "constraints.parameters.maxi=1  | :5: constraints.parameters.maxi: no such key; did you mean max?",
                "constraints.stories.acc.max=1  | :5: constraints.stories.acc: found stories.acc, expected one of"
                        + " parameters",
                "constraints.parameters = {}    | :5: constraints.parameters: found no bounds, expected min, max, or"
                        + " both",
                "constraints.bytes={min:2,max:1}| :5: constraints.bytes: found min 2.0 above max 1.0, expected min <="
                        + " max",
                "interest.stories.acc.max = 1   | :5: interest.stories.acc: found stories.acc, expected one of"
                        + " parameters",
                "interest.bytes.max = 1         | :5: interest.bytes: found bytes, which is no objective, expected"
                        + " one of the objectives stories.nats_per_token, parameters (constraints",
                "objectives=[stories.perplexity],interest.stories.nats_per_token.max = 1 | :5: interest.stories."
                        + "nats_per_token: found stories.nats_per_token, which is no objective, expected one of the"
                        + " objectives stories.perplexity (",
                "interest.parameters = {}       | :5: interest.parameters: found no bounds, expected min, max, or"
                        + " both",
                "interest.parameters.min = 1    | :5: interest.parameters: found min = 1.0 for an objective that is"
                        + " better the smaller it is, expected max alone: the worst value that is still of interest",
                "interest.parameters={min:2,max:1} | :5: interest.parameters: found min 2.0 above max 1.0, expected"
                        + " min <= max",
                "interest.parameters.maxi = 1   | :5: interest.parameters.maxi: no such key; did you mean max?",
                "constraints.params.max = 1     | :5: constraints.params: found params, expected one of",
                "constraints.bytes.max = lots   | :5: constraints.bytes.max: found \"lots\", expected a number",
                "dtype = float16                | :5: dtype: found \"float16\", expected one of auto, float32, bfloat16; did"
                        + " you",
                "evaluations = 0                | :5: evaluations: found 0, expected a whole number of at least 1",
                "evaluations = 2.5              | :5: evaluations: found 2.5, expected a whole number of at least 1"
                        + " that fits",
                "evaluations = 5B               | :5: evaluations: found \"5B\", expected a whole number of at least 1"
                        + " that fits",
                "evaluations = [5]              | :5: evaluations: found [5], expected a whole number",
                "seed = 1.5                     | :5: seed: found 1.5, expected a whole number of 64 bits",
                "seed = x                       | :5: seed: found \"x\", expected a whole number",
                "name = \"\"                    | :5: name: found",
                "model = null                   | model: found nothing, expected a value",
                "tasks = null                   | tasks: found none, expected at least one task",
                "tasks = 5                      | :5: tasks: found 5, expected a section { ... }",
                "tasks.empty = {}               | :5: tasks.empty: found {}, expected search = FILE, report = FILE, or"
                        + " both",
                "tasks.report { search = x }    | :5: tasks.report: found report, expected a name of letters",
                "tasks.\"a b\" { search = x }   | :5: tasks.a b: found a b, expected a name of letters",
                "tasks.x{search=a,report=b.jsonl} | tasks.x: found ",
                "tasks.last-word.kl = true      | :5: tasks.last-word.kl: found true, expected false",
                "tasks.stories.kl = yes         | :5: tasks.stories.kl: found \"yes\", expected true or false",
                "tasks.stories.limit = -1       | :5: tasks.stories.limit: found -1, expected a whole number of at"
                        + " least 0",
                "space.bits = [16, 5]           | space.bits: found [16, 5], expected some of [16, 8, 4]",
                "space.bits { ffn = [2] }       | space.bits.ffn: found [2], expected some of [16, 8, 4]",
                "space.attention { operators = [full, 0] } | space.attention.operators: found [\"full\",0], expected"
                        + " full, none, or the positions of a window",
                "space.attention { windows = [3] } | space.attention.windows: no such key",
                "space.kv-heads = [-1]          | space.kv-heads: found -1, expected a whole number of at least 0",
                "space = null                   | space: found nothing that varies, expected depth, keep, attention,"
                        + " kv-heads, ffn or bits",
                "space.keep = all               | :5: space.keep: found it together with depth, expected one of both",
                "space.keep = some              | :5: space.keep: found \"some\", expected all, or a list of layers",
                "space.attention = [-1]         | :5: space.attention: found -1, expected a whole number of at least 0",
                "space.ffn = []                 | :5: space.ffn: found [], expected a list with at least one element",
                "space.ffn = [-8]               | :5: space.ffn: found -8, expected a whole number of at least 0",
                "space.ffn = [8, 16, 8]         | :5: space.ffn: found 8 twice, expected it once",
                "space.ffn = 8                  | :5: space.ffn: found 8, expected a list with at least one element",
                "space.depth.counts = [0]       | :5: space.depth.counts: found 0, expected a whole number of at least"
                        + " 1",
                "space.depth.order = first      | :5: space.depth.order: found \"first\", expected one of importance,"
                        + " tail",
                "objectives = []                | :5: objectives: found [], expected a list with at least one element",
                "objectives = null              | objectives: found nothing, expected a value",
                "objectives = [bytes, bytes]    | :5: objectives: found bytes twice, expected it once",
                "objectives = [paramters]       | :5: objectives: found paramters, expected one of parameters, bytes,"
                        + " flops",
                "objectives = [paramters]       | did you mean parameters?",
                "objectives = [storie.perplexity] | did you mean stories.perplexity?",
                "objectives = [stories.acc]     | :5: objectives: found stories.acc, expected one of",
                "objectives = [stories.kl]      | :5: objectives: found stories.kl, expected one of",
                "objectives = [last-word.kl]    | :5: objectives: found last-word.kl, expected one of",
                "objectives = [report.stories.perplexity] | found report.stories.perplexity, expected one of",
                "strategy.name = nsga           | :5: strategy.name: found \"nsga\", expected one of",
                "strategy.name = nsga           | did you mean nsga2?",
                "strategy.population = 1        | :5: strategy.population: found 1, expected a whole number of at"
                        + " least 2",
                "strategy.crossover = 1.5       | :5: strategy.crossover: found 1.5, expected a number from 0 to 1",
                "strategy.mutation = 0          | :5: strategy.mutation: found 0, expected auto",
                "strategy.mutation = often      | :5: strategy.mutation: found \"often\", expected a number from 0 to"
                        + " 1",
                "strategy.sample = 5            | :5: strategy.sample: found 5, expected nothing: linas has no such"
                        + " option",
                "strategy { name = ageing, batch = 2.5 } | strategy.batch: found 2.5, expected a whole number from 1"
                        + " to 10000",
                "strategy { name = nsga3, divisions = -1 } | strategy.divisions: found -1.0, expected a whole number"
                        + " from 0",
                "strategy.predictions = 0       | :5: strategy.predictions: found 0, expected a whole number",
                "fidelity.rungs = [0.1, 0.5]    | :5: fidelity.rungs: found [0.1, 0.5], expected growing shares of the"
                        + " data",
                "fidelity.rungs = [0.5, 0.1, 1] | :5: fidelity.rungs: found [0.5, 0.1, 1.0], expected growing shares",
                "fidelity.rungs = [0, 1]        | :5: fidelity.rungs: found [0.0, 1.0], expected growing shares",
                "fidelity.confidence = 1        | :5: fidelity.confidence: found 1.0, expected a number from 0.5 to"
                        + " below 1",
                "fidelity.rung = [1]            | :5: fidelity.rung: no such key; did you mean rungs?",
                "preset = lama-nas              | :5: preset: found \"lama-nas\", expected one of llama-nas, fine,"
                        + " mixed-precision; did you mean llama-nas?",
                "x = ${nowhere}                 | : 5: Could not resolve substitution to a value: ${nowhere}",
                "x = {                          | : 6: expecting a close",
            })
    void refuses(String line, String message) {
        assertRefused(SPEC + line + "\n", message);
    }

    @Test
    void readsWhatIsOfInterest() throws IOException {
        assertThat(read(SPEC).interest()).isEmpty();
        assertThat(read(SPEC + "objectives = [last-word.acc, stories.nats_per_token, parameters]\n"
                                + "interest { stories.nats_per_token { max = 1.1 }, \"last-word.acc\".min = 0.5 }\n"
                                + "interest.parameters.max = 3M\n")
                        .interest())
                .containsExactlyInAnyOrder(
                        new Constraint("stories.nats_per_token", null, 1.1),
                        new Constraint("last-word.acc", 0.5, null),
                        new Constraint("parameters", null, 3e6));
        assertRefused(
                SPEC + "objectives = [last-word.acc]\ninterest.last-word.acc.max = 0.5\n",
                "interest.last-word.acc: found max = 0.5 for an objective that is better the larger it is, expected"
                        + " min alone");
        assertRefused(
                SPEC + "objectives = [stories.perplexity]\ninterest.stories.perplexit.max = 5\n",
                "interest.stories.perplexit: found stories.perplexit, expected one of");
    }

    @Test
    void checksTheInterestOfSpecsThatCameAnotherWay() throws IOException {
        SearchSpec spec = read(SPEC);
        Constraint small = new Constraint("parameters", null, 3e6);
        SpecRules.check(interested(spec, small));
        assertThatThrownBy(() -> SpecRules.check(interested(spec, small, new Constraint("parameters", null, 4e6))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("spec my-search: interest: found a metric twice, expected different metrics");
        assertThatThrownBy(() -> SpecRules.check(interested(spec, new Constraint("parameters", null, Double.NaN))))
                .hasMessage("spec my-search: interest.parameters.max: found NaN, expected a number that is finite");
    }

    private static SearchSpec interested(SearchSpec spec, Constraint... interest) {
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                spec.prepare(),
                spec.standIn(),
                spec.fidelity(),
                spec.archive(),
                spec.deployment(),
                List.of(interest),
                spec.singleChanges(),
                null);
    }

    @Test
    void sharesOfTheDataHaveStandardValues() throws IOException {
        assertThat(read(SPEC).fidelity()).isNull();
        assertThat(read(SPEC + "fidelity {}\n").fidelity())
                .isEqualTo(new FidelitySpec(List.of(0.06, 0.15, 0.4, 1.0), 0.95));
        assertThat(read(SPEC + "fidelity { rungs = [0.25, 1], confidence = 0.9 }\n")
                        .fidelity())
                .isEqualTo(new FidelitySpec(List.of(0.25, 1.0), 0.9));
    }

    @Test
    void refusesToSearchByATaskThatTheSearchDoesNotMeasure() {
        String spec = SPEC.replace("search = a.txt, ", "");
        assertRefused(
                spec, ":4: objectives: found stories.nats_per_token, expected a metric of a task with search = FILE");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> SpecReader.read(folder.resolve("nowhere.conf")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("nowhere.conf") + ": no such file; check the path");
    }

    @Test
    void checksSpecsThatCameAnotherWay() throws IOException {
        SearchSpec spec = read(SPEC);
        SpecRules.check(spec);
        SearchSpec spoilt = new SearchSpec(
                "x",
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                new StrategySpec("linas", 50, Double.NaN, 0, 1),
                5,
                1);
        assertThatThrownBy(() -> SpecRules.check(spoilt))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("spec x: strategy.crossover: found NaN, expected a number from 0 to 1");
    }

    private static StrategySpec gaussian(
            String name, int population, double crossover, double mutation, int predictions) {
        return new StrategySpec(
                name, population, crossover, mutation, predictions, StrategySpec.GAUSSIAN, List.of(), Map.of());
    }
}
