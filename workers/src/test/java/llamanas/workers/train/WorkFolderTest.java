package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import llamanas.workers.llama.Folders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkFolderTest {
    @TempDir
    private Path folder;

    /** Permissions don't hold root back; a folder that is gone can't be removed by anybody. */
    @Test
    void whatIsMadeIsMadeWhereTheFolderCantBeRemoved() {
        assertThat(WorkFolder.<String>once(folder.resolve("out"), Optional::empty, work -> {
                    delete(work.path());
                    return "made";
                }))
                .isEqualTo("made");
    }

    @Test
    void nothingIsLeftInTheEnd() {
        WorkFolder.<String>once(folder.resolve("out"), Optional::empty, work -> "made");
        assertThat(folder).isEmptyDirectory();
    }

    private static void delete(Path path) {
        try {
            Folders.delete(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
