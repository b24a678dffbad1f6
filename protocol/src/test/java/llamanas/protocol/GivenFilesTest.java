package llamanas.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GivenFilesTest {
    @TempDir
    private Path temporary;

    private Path inside;
    private Path outside;

    @BeforeEach
    void folders() throws IOException {
        inside = Files.createDirectory(temporary.resolve("inside"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        Files.writeString(inside.resolve("file"), "inside");
        Files.writeString(outside.resolve("file"), "outside");
    }

    /** What is read of a file by somebody who may read {@link #inside} alone. */
    private String readInside(Path file) {
        return GivenFiles.within(List.of(inside), () -> read(file));
    }

    private static String read(Path file) {
        try {
            return Utf8.text(GivenFiles.bytes(file, 100));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> assertThatThrownBy(reading)
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message));
    }

    @Test
    void readsRegularFilesInsideAllowedFolders() throws IOException {
        assertThat(readInside(inside.resolve("file"))).isEqualTo("inside");
        assertThat(read(outside.resolve("file"))).isEqualTo("outside");
        Path link = Files.createSymbolicLink(outside.resolve("link"), inside.resolve("file"));
        assertThat(readInside(link)).as("a link is judged by where it leads").isEqualTo("inside");
    }

    @Test
    void refusesWhatLiesOutside() throws IOException {
        Path file = outside.resolve("file");
        Path link = Files.createSymbolicLink(inside.resolve("link"), file);
        Path folder = Files.createSymbolicLink(inside.resolve("folder"), outside);
        for (Path path : List.of(file, link, folder.resolve("file"), inside.resolve("../outside/file"))) {
            assertRefused(() -> readInside(path), path + ": its real path is " + file + ", which is outside");
        }
        assertRefused(
                () -> GivenFiles.within(List.of(inside), () -> {
                    try {
                        return GivenFiles.folder(folder);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                }),
                "add " + temporary + " to them");
    }

    @Test
    void namesTheFolderThatAHuggingFaceCacheNeeds() throws IOException {
        Path model = Files.createDirectories(outside.resolve("models--a--b"));
        Path blob =
                Files.writeString(Files.createDirectory(model.resolve("blobs")).resolve("0123"), "blob");
        Path snapshot = Files.createDirectories(model.resolve("snapshots/main"));
        Path link = Files.createSymbolicLink(snapshot.resolve("config.json"), Path.of("../../blobs/0123"));
        assertRefused(
                () -> GivenFiles.within(List.of(snapshot), () -> read(link)),
                "its real path is " + blob + ", which is outside of the folders that this node allows (files.roots = ["
                        + snapshot + "]); add " + model + " to them");
        assertThat(GivenFiles.<String>within(List.of(snapshot, model), () -> read(link)))
                .isEqualTo("blob");
    }

    @Test
    void theFoldersHoldForTheWorkAlone() {
        assertRefused(() -> readInside(outside.resolve("file")), "outside");
        assertThat(read(outside.resolve("file"))).isEqualTo("outside");
        GivenFiles.within(List.of(inside), () -> {
            assertThat(GivenFiles.<String>within(List.of(outside), () -> read(outside.resolve("file"))))
                    .isEqualTo("outside");
            assertThatThrownBy(() -> read(outside.resolve("file"))).isInstanceOf(InvalidInputException.class);
            return "";
        });
        assertRefused(
                () -> GivenFiles.within(List.of(temporary.resolve("none")), () -> ""),
                "files.roots names " + temporary.resolve("none"));
    }

    /** To open a pipe that nobody writes to takes for ever. */
    @Test
    void refusesWhatIsNoRegularFile() throws Exception {
        Path pipe = inside.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(() -> read(pipe), pipe + ": found a pipe, socket or device, expected a regular file");
        assertRefused(() -> read(Path.of("/dev/zero")), "found a pipe, socket or device");
        assertRefused(() -> read(inside), inside + ": found a folder, expected a regular file");
        assertRefused(() -> read(Path.of("/proc/self/environ")), "found a file of the kernel");
        assertThatThrownBy(() -> GivenFiles.bytes(inside.resolve("none"), 100)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void readsNoMoreThanIsAllowed() throws IOException {
        Path file = inside.resolve("file");
        Files.writeString(file, "x".repeat(100));
        assertThat(GivenFiles.bytes(file, 100)).hasSize(100);
        assertRefused(() -> GivenFiles.bytes(file, 99), file + ": has more than 99 bytes");
    }

    @Test
    void unpacksNoMoreThanIsAllowed() throws IOException {
        Path bomb = inside.resolve("bomb.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(bomb))) {
            for (int i = 0; i < 100; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        assertThat(Files.size(bomb)).isLessThan(1 << 20);
        assertRefused(() -> GivenFiles.unpacked(bomb, 1 << 20), bomb + ": unpacks to more than 1048576 bytes");
        assertThat(GivenFiles.unpacked(bomb, 100 << 20)).hasSize(100 << 20);
    }
}
