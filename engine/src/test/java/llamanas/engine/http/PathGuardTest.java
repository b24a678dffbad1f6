package llamanas.engine.http;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;
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
    void wantsAbsolutePathsEvenWhereAllIsAllowed() {
        PathGuard guard = PathGuard.of(new Settings.Files(List.of()), LOOPBACK);

        assertThatCode(() -> guard.check(FakeSearches.spec("/etc"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> guard.check(FakeSearches.spec("models")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("relative");
    }

    @Test
    void refusesRootsThatDoNotExist() {
        assertThatThrownBy(() -> PathGuard.of(new Settings.Files(List.of(temp.resolve("none"))), LOOPBACK))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("none");
    }

    private void assertRefused(String path) {
        assertThatThrownBy(() -> check(path))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("model = '" + path + "' is outside");
    }

    private void check(String path) {
        PathGuard.of(new Settings.Files(List.of(root)), LOOPBACK).check(FakeSearches.spec(path));
    }
}
