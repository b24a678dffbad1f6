package llamanas.engine.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamanas.config.Settings;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.TrainSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PathGuardTest {
    private static final Settings.Http LOOPBACK = new Settings.Http("127.0.0.1", 0);

    @TempDir
    private Path temp;

    private Path root;

    @BeforeEach
    void makeRoot() throws IOException {
        root = Files.createDirectories(temp.resolve("root/models")).getParent();
        Files.createDirectories(temp.resolve("root-secret"));
    }

    @Test
    void allowsWhatIsInsideWhetherItExistsOrNot() {
        assertThatCode(() -> check(root.resolve("models").toString())).doesNotThrowAnyException();
        assertThatCode(() -> check(root.resolve("models/elsewhere/x").toString()))
                .doesNotThrowAnyException();
        assertThatCode(() -> check(root + "/models/../models")).doesNotThrowAnyException();
    }

    @Test
    void refusesWhatIsOutside() {
        assertRefused(temp.resolve("root-secret").toString());
        assertRefused("/etc");
        assertRefused(root + "/../root-secret");
        assertRefused(root + "/missing/../../root-secret");
    }

    @Test
    void followsSymbolicLinks() throws IOException {
        Files.createSymbolicLink(root.resolve("out"), temp.resolve("root-secret"));
        Files.createSymbolicLink(root.resolve("nowhere"), temp.resolve("missing"));
        Files.createSymbolicLink(temp.resolve("in"), root.resolve("models"));

        assertRefused(root.resolve("out").toString());
        assertRefused(root.resolve("out/below").toString());
        assertRefused(root.resolve("nowhere").toString());
        assertThatCode(() -> check(temp.resolve("in").toString())).doesNotThrowAnyException();
    }

    @Test
    void looksAtEveryPathOfAPreparation() {
        String inside = root.resolve("models").toString();
        assertThatCode(() -> check(preparing(temp + "/out/model", inside, inside)))
                .doesNotThrowAnyException();
        assertOutside("prepare.out", preparing("/etc/x", inside, inside));
        // Neither where files may be read, nor in place of the folder itself, nor past it.
        assertOutside("prepare.out", preparing(inside + "/out", inside, inside));
        assertOutside("prepare.out", preparing(temp + "/out", inside, inside));
        assertOutside("prepare.out", preparing(temp + "/out/../elsewhere", inside, inside));
        assertOutside("prepare.calibration", preparing(inside, "/etc/passwd", inside));
        assertOutside("prepare.train.data", preparing(inside, inside, root + "/../root-secret/a.txt"));
    }

    private SearchSpec preparing(String out, String calibration, String data) {
        SearchSpec spec =
                Fixtures.preparing(FakeSearches.spec(root.resolve("models").toString()));
        TrainSpec t = spec.prepare().train();
        TrainSpec train = new TrainSpec(
                List.of(data),
                t.ownTokens(),
                t.mode(),
                t.rank(),
                t.schedule(),
                t.subnetworks(),
                t.steps(),
                t.batch(),
                t.accumulation(),
                t.block(),
                t.learningRate(),
                t.warmup(),
                t.finalRate(),
                t.weightDecay(),
                t.clip(),
                t.crossEntropy(),
                t.teacher(),
                t.balance(),
                t.dtype(),
                t.checkpointing(),
                t.saveMinutes());
        PrepareSpec prepare = new PrepareSpec(out, calibration, "activation", "greedy", train);
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
                prepare);
    }

    private void assertOutside(String key, SearchSpec spec) {
        assertThatThrownBy(() -> check(spec))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(key + " = '")
                .hasMessageContaining("is outside");
    }

    @Test
    void wantsAbsolutePathsEvenWhereAllIsAllowed() {
        PathGuard guard = PathGuard.of(new Settings.Files(List.of(), temp.resolve("out")), LOOPBACK);

        assertThatCode(() -> guard.check(FakeSearches.spec("/etc"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.check(FakeSearches.spec("models")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("relative");
    }

    @Test
    void refusesRootsThatDoNotExist() {
        assertThatThrownBy(() ->
                        PathGuard.of(new Settings.Files(List.of(temp.resolve("none")), temp.resolve("out")), LOOPBACK))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none");
    }

    private void assertRefused(String path) {
        assertThatThrownBy(() -> check(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model = '" + path + "' is outside");
    }

    private void check(String path) {
        check(FakeSearches.spec(path));
    }

    private void check(SearchSpec spec) {
        PathGuard.of(new Settings.Files(List.of(root), temp.resolve("out")), LOOPBACK)
                .check(spec);
    }
}
