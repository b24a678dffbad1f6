package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.config.Settings;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo with a real node and journal, and a formula for a model. */
class DemoTest {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 1);

    @BeforeEach
    void home() {
        System.setProperty("llamanas.home", System.getProperty("llamanas.root"));
    }

    @AfterEach
    void forgetHome() {
        System.clearProperty("llamanas.home");
    }

    @Test
    void endsInAFrontAndSavesItAndPrintsItAgainWithoutMeasuringAgain() throws Exception {
        run();

        String front = out.toString();
        assertThat(front).contains("t nats/token").contains("unseen").contains("candidate 0 is the full network");
        assertThat(err.toString())
                .contains("sub-networks to choose from")
                .contains("30/30")
                .containsPattern("hypervolume +1\\.\\d{4} on the unseen half")
                .contains("evaluate --model fake --task t-report.txt --subnet " + data);
        Path folder = data.resolve("searches/demo-raw-s5-n30");
        List<FrontMember> saved = Json.readOurList(Files.readString(folder.resolve("front.json")), FrontMember.class);
        assertThat(saved).isNotEmpty();
        assertThat(Files.readAllLines(folder.resolve("evaluations.csv"))).hasSize(31);

        int measured = evaluator.evaluations();
        out.getBuffer().setLength(0);
        run();
        assertThat(out).hasToString(front);
        assertThat(err.toString()).contains("finished earlier; the journal has all 30 evaluations");
        assertThat(evaluator.evaluations()).isEqualTo(measured);
    }

    private void run() {
        Console console = new Console(new PrintWriter(out), new PrintWriter(err), false);
        new DemoRun(new FakeModelParts(), console).run(Optional.of(30), Optional.of(5L), Optional.of(data), false);
    }

    private final class FakeModelParts implements Parts {
        private final Parts real = new ProgramParts(settings -> evaluator);

        @Override
        public SearchSpec spec(Path file) {
            assertThat(file).exists();
            return Fixtures.spec("demo", 1);
        }

        @Override
        public Settings settings(NodeFlags flags) {
            return real.settings(flags);
        }

        @Override
        public Running start(Settings settings, NodeRole role) {
            return real.start(settings, role);
        }
    }
}
