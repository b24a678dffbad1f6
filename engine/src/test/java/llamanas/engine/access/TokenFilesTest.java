package llamanas.engine.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenFilesTest {
    private static final int PORT = 7460;

    @TempDir
    private Path temp;

    private Path data;

    @BeforeEach
    void useAnotherStateFolder() {
        System.setProperty("llamanas.state", temp.resolve("state/llama-nas").toString());
        data = temp.resolve("data");
        PrivateFolder.ofNode(data);
    }

    @AfterEach
    void useTheOneOfTheOtherTests() {
        TestState.folder();
    }

    @Test
    void bothFilesHoldTheTokenForTheOwnerAloneAndGoWithTheNode() throws IOException {
        AccessToken token = AccessToken.random();
        try (TokenFiles files = TokenFiles.write(token, data, PORT)) {
            assertThat(files).isNotNull();
            for (Path file : new Path[] {data.resolve("token"), TokenFiles.byPort(PORT)}) {
                assertThat(mode(file)).isEqualTo("rw-------");
                assertThat(Files.readString(file)).isEqualTo(token.text() + "\n");
            }
            assertThat(mode(temp.resolve("state/llama-nas"))).isEqualTo("rwx------");
            assertThat(TokenFiles.read(PORT)).hasValue(token.text());
            assertThat(TokenFiles.read(PORT + 1)).isEmpty();
        }
        assertThat(TokenFiles.read(PORT)).isEmpty();
        try (Stream<Path> left = Files.list(data)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void anotherNodesTokenStays() {
        TokenFiles first = TokenFiles.write(AccessToken.random(), data, PORT);
        AccessToken token = AccessToken.random();
        try (TokenFiles second = TokenFiles.write(token, data, PORT)) {
            assertThat(second).isNotNull();
            first.close();
            assertThat(TokenFiles.read(PORT)).hasValue(token.text());
        }
    }

    @Test
    void aLinkInItsPlaceIsReplacedAndNotFollowed() throws IOException {
        Path mine = Files.writeString(temp.resolve("mine"), "precious");
        Files.createSymbolicLink(data.resolve("token"), mine);

        try (TokenFiles files = TokenFiles.write(AccessToken.random(), data, PORT)) {
            assertThat(files).isNotNull();
            assertThat(data.resolve("token")).isRegularFile();
        }
        assertThat(mine).hasContent("precious");
    }

    @Test
    void aFileThatOthersCanReadIsNoSecret() throws IOException {
        try (TokenFiles files = TokenFiles.write(AccessToken.random(), data, PORT)) {
            assertThat(files).isNotNull();
            Files.setPosixFilePermissions(TokenFiles.byPort(PORT), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(TokenFiles.read(PORT)).isEmpty();
        }
    }

    @Test
    void aFolderThatOthersWriteIntoIsRefused() throws IOException {
        Path state = Files.createDirectories(temp.resolve("state/llama-nas"));
        Files.setPosixFilePermissions(state, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> TokenFiles.write(AccessToken.random(), data, PORT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(state.toString())
                .hasMessageContaining("XDG_STATE_HOME");
    }

    @Test
    void whatCantBeWrittenIsSaid() throws IOException {
        Files.writeString(temp.resolve("state"), "a file in the way");

        assertThatThrownBy(() -> TokenFiles.write(AccessToken.random(), data, PORT))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("state folder " + temp.resolve("state/llama-nas"));
    }

    @Test
    void theStateFolderIsWhereTheXdgSpecificationPutsIt() {
        System.clearProperty("llamanas.state");
        assertThat(TokenFiles.stateFolder(Map.of("XDG_STATE_HOME", "/s", "HOME", "/h")::get))
                .isEqualTo(Path.of("/s/llama-nas"));
        assertThat(TokenFiles.stateFolder(Map.of("XDG_STATE_HOME", "relative", "HOME", "/h")::get))
                .isEqualTo(Path.of("/h/.local/state/llama-nas"));
        assertThat(TokenFiles.stateFolder(Map.<String, String>of()::get))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/llama-nas"));
    }

    @Test
    void tokensAreLongDifferentAndNeverPrinted() {
        AccessToken token = AccessToken.random();

        assertThat(token.text()).hasSize(43).isNotEqualTo(AccessToken.random().text());
        assertThat(token.toString()).doesNotContain(token.text());
        assertThat(token.fits(token.text())).isTrue();
        assertThat(token.fits(token.text().substring(1))).isFalse();
        assertThat(token.fits("")).isFalse();
        assertThat(AccessToken.of("configured-token").fits("configured-token")).isTrue();
    }

    @Test
    void dataFoldersAreTheOwnersAlone() throws IOException {
        assertThat(mode(data)).isEqualTo("rwx------");

        // As earlier versions made them.
        Path old = Files.createDirectories(temp.resolve("old/logs")).getParent();
        Files.setPosixFilePermissions(old, PosixFilePermissions.fromString("rwxr-xr-x"));
        PrivateFolder.ofNode(old);
        assertThat(mode(old)).isEqualTo("rwx------");
    }

    @Test
    void aFolderOfOtherThingsIsNotClosedInSilence() throws IOException {
        Path shared = Files.createDirectories(temp.resolve("shared/photos")).getParent();
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));

        assertThatThrownBy(() -> PrivateFolder.ofNode(shared))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("rwxr-xr-x")
                .hasMessageContaining("--data");
        assertThat(mode(shared)).isEqualTo("rwxr-xr-x");
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
