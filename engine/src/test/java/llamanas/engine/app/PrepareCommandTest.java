package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import llamanas.engine.output.Json;
import llamanas.protocol.search.Preparation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code llama-nas prepare} as a process that is killed, and as a command that is given what it can't use. */
class PrepareCommandTest {
    private static final Path MODEL = Program.root().resolve("config/demo/model");
    private static final Path TEXT = Program.root().resolve("config/demo/tasks/stories-search.txt");
    /** What Java says of a program that SIGTERM has ended. */
    private static final int SIGTERM = 128 + 15;

    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    /** Every step is saved, so that a kill can fall into the writing of a state as well. */
    @Test
    void killedAtRandomStepsItEndsInTheWeightsOfAnUndisturbedRun() throws IOException {
        Path spec = spec("steps = 14\nsave-minutes = 0.00001\nlearning-rate = 1e-3");
        Preparation whole = prepared(spec, "whole");
        Random random = new Random(7);
        int hits = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (Program program = start(spec, "killed")) {
                hits += killAfter(program, 2 + random.nextInt(8)) ? 1 : 0;
            }
        }
        assertThat(hits).as("kills that fell into the training").isPositive();
        Preparation resumed = prepared(spec, "killed");
        assertThat(resumed.modelHash()).isEqualTo(whole.modelHash());
        assertThat(resumed.curve()).isEqualTo(whole.curve());
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString())
                            .filter(name -> name.contains("killed") || name.contains("whole")))
                    .containsExactlyInAnyOrder("killed", "whole");
        }
    }

    @Test
    void toldToEndItSavesItsStateAndEndsInOrder() throws IOException {
        Path spec = spec("steps = 10000\nsave-minutes = 1000\nlearning-rate = 1e-3");
        try (Program program = start(spec, "ended")) {
            while (!program.err().contains("training")) {
                assertThat(program.exited()).as(program.err()).isFalse();
                Program.pause();
            }
            assertThat(program.stop()).as(program.err()).isEqualTo(SIGTERM);
            assertThat(program.err()).contains("llama-nas: stopped in step", "the state is saved in");
        }
        assertThat(folder.resolve("ended.work").resolve("training.state")).exists();
    }

    /** Kills the program some states later than it found, unless it ends before. */
    private boolean killAfter(Program program, int states) throws IOException {
        Path state = folder.resolve("killed.work").resolve("training.state");
        long seen = 0;
        FileTime last = null;
        while (seen < states) {
            if (program.exited()) {
                return false;
            }
            if (Files.exists(state)) {
                FileTime now = Files.getLastModifiedTime(state);
                if (!now.equals(last)) {
                    last = now;
                    seen++;
                }
            }
            Program.pause();
        }
        program.kill();
        return true;
    }

    private Program start(Path spec, String out) {
        return Program.start(
                folder.resolve("logs"),
                "prepare",
                "--model",
                MODEL.toString(),
                "--out",
                folder.resolve(out).toString(),
                "--calibration",
                TEXT.toString(),
                "--score",
                "magnitude",
                "--layers",
                "influence",
                "--train",
                spec.toString(),
                "--json");
    }

    private Preparation prepared(Path spec, String out) {
        try (Program program = start(spec, out)) {
            assertThat(program.await()).as(program.err()).isZero();
            return Json.read(program.out(), Preparation.class);
        }
    }

    private Path spec(String lines) throws IOException {
        return Files.writeString(
                Files.createTempFile(folder, "train", ".conf"),
                """
                data = ["%s"]
                batch = 2
                block = 32
                space { depth { counts = [6, 8] }, ffn = [256, 768] }
                %s
                """
                        .formatted(TEXT, lines));
    }

    @Test
    void aCorpusWithoutText() throws IOException {
        Path empty = Files.writeString(folder.resolve("empty.txt"), "\n");
        refused("data = [\"" + empty + "\"]", empty.toString(), "has no documents");
    }

    @Test
    void aCorpusShorterThanOneBlock() throws IOException {
        Path one = Files.writeString(folder.resolve("short.txt"), "Once upon a time there was a cat.");
        refused("data = [\"" + one + "\"]\nblock = 256", one.toString(), "256");
    }

    @Test
    void instructionsWithWrongFields() throws IOException {
        Path alpaca =
                Files.writeString(folder.resolve("alpaca.json"), "[{\"instruction\": \"Say hi\", \"answer\": \"hi\"}]");
        refused("data = [\"" + alpaca + "\"]", alpaca.toString(), "record 1", "output");
    }

    @Test
    void aLearningRateThatTeachesNothing() throws IOException {
        refused("learning-rate = 0", "learning-rate", "found 0");
        refused("learning-rate = NaN", "learning-rate", "NaN");
    }

    @Test
    void aManifestThatBelongsToOtherWeights() throws IOException {
        Path out = folder.resolve("ordered");
        Commands.Result made = prepare(out);
        assertThat(made.code()).as(made.err()).isZero();
        byte[] weights = Files.readAllBytes(out.resolve("model.safetensors"));
        weights[weights.length - 1] ^= 1;
        Files.write(out.resolve("model.safetensors"), weights);
        Commands.run("evaluate", "--model", out, "--task", TEXT)
                .isBadInput("llama-nas.json", "belongs to other weights");
        prepare(out).isBadInput("llama-nas.json", "belongs to other weights");
    }

    private static Commands.Result prepare(Path out) {
        return Commands.run(
                "prepare",
                "--model",
                MODEL,
                "--out",
                out,
                "--calibration",
                TEXT,
                "--score",
                "magnitude",
                "--layers",
                "influence");
    }

    @Test
    void aFolderThatHoldsSomethingElse() throws IOException {
        Path out = Files.createDirectories(folder.resolve("mine"));
        Files.writeString(out.resolve("thesis.tex"), "precious");
        prepare(out).isBadInput(out.toString());
        assertThat(out.resolve("thesis.tex")).hasContent("precious");
    }

    private void refused(String lines, String... parts) throws IOException {
        Path spec = spec(lines);
        Path out = folder.resolve("refused");
        Commands.run("prepare", "--model", MODEL, "--out", out, "--train", spec).isBadInput(parts);
        assertThat(List.of(out, folder.resolve("refused.work"))).noneMatch(Files::exists);
    }
}
