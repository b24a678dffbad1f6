package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The section {@code prepare} of a search spec, and the file of {@code prepare --train}. */
class PrepareReaderTest {
    private static final String SPEC =
            """
            model = "model", tasks { stories { search = a.txt } }
            space { ffn = [256, 768] }, objectives = [stories.nats_per_token, parameters]
            prepare { out = prepared }
            """;

    private static final TrainSpec DEFAULTS = new TrainSpec(
            List.of(),
            200_000,
            "full",
            0,
            "sandwich",
            2,
            500,
            8,
            1,
            256,
            2e-4,
            0.05,
            0.05,
            0.01,
            1,
            0.3,
            "frozen",
            true,
            "float32",
            "auto",
            5);

    @TempDir
    private Path folder;

    private SearchSpec read(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("spec.conf"), text));
    }

    private TrainFile readTraining(String text) throws IOException {
        return TrainFileReader.read(Files.writeString(folder.resolve("train.conf"), text));
    }

    private String inFolder(String path) {
        return folder.resolve(path).toString();
    }

    private static TrainSpec training(SearchSpec spec) {
        return Objects.requireNonNull(Objects.requireNonNull(spec.prepare()).train());
    }

    @Test
    void preparesNothingUnlessAsked() throws IOException {
        assertThat(read(SPEC.replace("prepare { out = prepared }", "")).prepare())
                .isNull();
        assertThat(read(SPEC + "prepare = null").prepare()).isNull();
    }

    @Test
    void ordersWithoutATraining() throws IOException {
        assertThat(read(SPEC).prepare())
                .isEqualTo(new PrepareSpec(inFolder("prepared"), null, "activation", "greedy", null));
    }

    @Test
    void trainsOnTextOfTheModelByDefaultAndInItsType() throws IOException {
        assertThat(training(read(SPEC + "prepare.train {}, dtype = float32"))).isEqualTo(DEFAULTS);
        assertThat(training(read(SPEC + "prepare.train {}")).dtype()).isEqualTo("auto");
        assertThat(training(read(SPEC + "prepare.train {}, dtype = bfloat16")).dtype())
                .isEqualTo("bfloat16");
        assertThat(training(read(SPEC + "prepare.train { mode = lora }")).rank())
                .isEqualTo(16);
        assertThat(training(read(SPEC + "prepare.train { data = [a.txt] }")).ownTokens())
                .isZero();
    }

    @Test
    void readsEveryKey() throws IOException {
        SearchSpec spec = read(
                SPEC
                        + """
                prepare {
                  calibration = c.txt, score = wanda, layers = influence
                  train {
                    data = [/d/a.txt, b.jsonl], mode = lora, rank = 4, schedule = alternate, subnetworks = 3, steps = 1K
                    batch = 2, accumulation = 4, block = 128, learning-rate = 1e-3, warmup = 0, final-rate = 0, weight-decay = 0.1
                    clip = 0, cross-entropy = 1, teacher = full, balance = false, dtype = bfloat16, checkpointing = on
                    save-minutes = 0.5
                  }
                }
                """);
        TrainSpec train = new TrainSpec(
                List.of("/d/a.txt", inFolder("b.jsonl")),
                0,
                "lora",
                4,
                "alternate",
                3,
                1000,
                2,
                4,
                128,
                1e-3,
                0,
                0,
                0.1,
                0,
                1,
                "full",
                false,
                "bfloat16",
                "on",
                0.5);
        assertThat(spec.prepare())
                .isEqualTo(new PrepareSpec(inFolder("prepared"), inFolder("c.txt"), "wanda", "influence", train));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prepare = 5                        | :4: prepare: found 5, expected a section { ... }",
                "prepare.out = null                 | prepare.out: found nothing, expected a value",
                "prepare.out = model                | :4: prepare.out: found ",
                "prepare.out = x/../model           | expected another folder than that of the model",
                "prepare.uot = x                    | :4: prepare.uot: no such key; did you mean out?",
                "prepare.score = wand               | :4: prepare.score: found \"wand\", expected one of activation, wanda, magnitude",
                "prepare.layers = tail              | :4: prepare.layers: found \"tail\", expected one of greedy, influence",
                "prepare.calibration = []           | :4: prepare.calibration: found [], expected a text",
                "prepare.train = on                 | :4: prepare.train: found \"on\", expected a section { ... }",
            })
    void refusesPreparations(String line, String message) {
        assertThatThrownBy(() -> read(SPEC + line + "\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(inFolder("spec.conf"))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "learning-rate = 0        | learning-rate: found 0.0, expected a number above 0",
                "learning-rate = -1e-4    | learning-rate: found -1.0E-4, expected a number above 0",
                "learning-rate = NaN      | learning-rate: found \"NaN\", expected a number",
                "learning-rate = Infinity | learning-rate: found \"Infinity\", expected a number",
                "learning-rate = 1e999    | learning-rate: found Infinity, expected a number",
                "learning-rate = \"1e999\" | learning-rate: found Infinity, expected a number above 0",
                "learning-rat = 1         | learning-rat: no such key; did you mean learning-rate?",
                "steps = 0                | steps: found 0, expected a whole number of at least 1",
                "steps = 1.5              | steps: found 1.5, expected a whole number",
                "batch = 0                | batch: found 0, expected a whole number of at least 1",
                "accumulation = -1        | accumulation: found -1, expected a whole number of at least 1",
                "block = 1                | block: found 1, expected a whole number of at least 2",
                "subnetworks = -1         | subnetworks: found -1, expected a whole number of at least 0",
                "warmup = 1               | warmup: found 1.0, expected a share of the steps: at least 0 and below 1",
                "warmup = -0.1            | warmup: found -0.1, expected a share of the steps",
                "final-rate = 1.1         | final-rate: found 1.1, expected a number from 0 to 1",
                "weight-decay = -1        | weight-decay: found -1.0, expected a number from 0 to 1",
                "clip = -1                | clip: found -1.0, expected a norm above 0, or 0 for no limit",
                "clip = \"1e999\"         | clip: found Infinity, expected a norm",
                "cross-entropy = 2        | cross-entropy: found 2.0, expected a number from 0 to 1",
                "save-minutes = 0         | save-minutes: found 0.0, expected a number above 0",
                "mode = qlora             | mode: found \"qlora\", expected one of full, lora; did you mean lora?",
                "rank = 8                 | rank: found 8, expected none: only mode = lora has adapters",
                "mode = lora, rank = 0    | rank: found 0, expected a whole number of at least 1",
                "schedule = often         | schedule: found \"often\", expected one of sandwich, alternate",
                "teacher = none           | teacher: found \"none\", expected one of full, frozen",
                "balance = 1              | balance: found 1, expected true or false",
                "dtype = float16          | dtype: found \"float16\", expected one of float32, bfloat16",
                "checkpointing = true     | checkpointing: found true, expected a text",
                "checkpointing = maybe    | checkpointing: found \"maybe\", expected one of auto, on, off",
                "data = []                | data: found [], expected a list with at least one element",
                "data = a.txt             | data: found \"a.txt\", expected a list",
                "data = [a.txt, ./a.txt]  | twice, expected it once",
                "data = [a.txt], own-tokens = 1K | own-tokens: found 1000, expected none, since there is data",
                "own-tokens = 100         | own-tokens: found 100, expected at least one block of 256 tokens",
            })
    void refusesTrainings(String keys, String message) {
        assertThatThrownBy(() -> read(SPEC + "prepare.train { " + keys + " }\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(inFolder("spec.conf") + ":4: prepare.train.")
                .hasMessageContaining(message);
        assertThatThrownBy(() -> readTraining("space { ffn = [1, 2] }\n" + keys + "\n"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(inFolder("train.conf") + ":2: ")
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void rulesHoldForSpecsThatCameAnotherWay(double learningRate) throws IOException {
        TrainSpec d = DEFAULTS;
        TrainSpec spoilt = new TrainSpec(
                d.data(),
                d.ownTokens(),
                d.mode(),
                d.rank(),
                d.schedule(),
                d.subnetworks(),
                d.steps(),
                d.batch(),
                d.accumulation(),
                d.block(),
                learningRate,
                d.warmup(),
                d.finalRate(),
                d.weightDecay(),
                d.clip(),
                d.crossEntropy(),
                d.teacher(),
                d.balance(),
                d.dtype(),
                d.checkpointing(),
                d.saveMinutes());
        SearchSpec spec = read(SPEC);
        SearchSpec sent = new SearchSpec(
                "x",
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                new PrepareSpec("/p", null, "activation", "greedy", spoilt));
        assertThatThrownBy(() -> SpecRules.check(sent))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("spec x: prepare.train.learning-rate: found " + learningRate
                        + ", expected a number above 0, as 2e-4");
    }

    @Test
    void readsATrainingOfItsOwn() throws IOException {
        assertThat(readTraining("space { depth { counts = [3, 4], order = tail } }\nseed = 7, steps = 20"))
                .satisfies(file -> {
                    assertThat(file.seed()).isEqualTo(7);
                    assertThat(file.train().steps()).isEqualTo(20);
                    assertThat(file.space())
                            .isEqualTo(new SpaceSpec(
                                    List.of(3, 4), "tail", LayerSelection.NONE, LayerSelection.NONE, List.of()));
                });
        assertThat(readTraining("space { ffn = [8] }"))
                .isEqualTo(new TrainFile(
                        DEFAULTS,
                        new SpaceSpec(List.of(), "importance", LayerSelection.NONE, LayerSelection.NONE, List.of(8)),
                        1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "steps = 5                              | space: found nothing that varies",
                "space { fnn = [1] }                    | space.fnn: no such key; did you mean ffn?",
                "space { ffn = [1] }, model = x         | model: no such key; did you mean mode?",
                "space { ffn = [1] }, train { steps = 1 } | train: no such key",
                "space { ffn = [1] }, seed = x          | seed: found \"x\", expected a whole number",
            })
    void refusesFiles(String text, String message) {
        assertThatThrownBy(() -> readTraining(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(inFolder("train.conf"))
                .hasMessageContaining(message);
    }
}
