package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecoveryFolderTest {
    @TempDir
    private Path folder;

    @Test
    void whatIsKeptOutlivesTheObject() {
        Path marks = folder.resolve("data/recovering");
        RecoveryFolder first = new RecoveryFolder(marks);
        assertThat(first.left()).isEmpty();
        first.done("never-begun");
        first.begun("a", 1);
        first.begun("b", 1);
        first.begun("b", 2);
        first.done("a");
        assertThat(new RecoveryFolder(marks).left()).isEqualTo(Map.of("b", 2));
        assertThat(first.remedy("b")).contains("remove " + marks.resolve("b"));
    }

    @Test
    void whatIsNoNumberCountsOnce() throws IOException {
        Files.writeString(folder.resolve("a"), "");
        Files.writeString(folder.resolve("b"), "-7");
        assertThat(new RecoveryFolder(folder).left()).isEqualTo(Map.of("a", 1, "b", 1));
    }

    /** A disk that is full, or a folder that somebody took away, holds nobody up. */
    @Test
    void whatCantBeKeptIsNot() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x");
        RecoveryFolder marks = new RecoveryFolder(file);
        marks.begun("a", 1);
        marks.done("a");
        assertThat(marks.left()).isEmpty();
    }
}
