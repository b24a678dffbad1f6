package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskFilesTest {
    private static final String GOOD = "{\"query\": \"a\", \"choices\": [\"b\", \"c\"], \"gold\": 1, \"id\": 7}";

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("task.jsonl"), text);
    }

    @Test
    void readsRecordsAndSkipsBlankLines() throws IOException {
        assertThat(TaskFiles.questions(file(GOOD + "\n\n" + GOOD + "\n"), 0)).hasSize(2);
        assertThat(TaskFiles.questions(file(GOOD + "\n" + GOOD), 1)).hasSize(1);
    }

    @Test
    void documentsAreSeparatedByMarkerLines() throws IOException {
        Path text = file("one\ntwo\n<|endoftext|>\n\n<|endoftext|>\nthree <|endoftext|> inside\n");
        assertThat(TaskFiles.documents(text, 0)).containsExactly("one\ntwo", "three <|endoftext|> inside");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"query\": \"a\", \"choices\": [\"b\", \"c\"], \"gold\": 2} | 'gold' must be the index of a choice, 0 to 1, found 2",
                "{\"query\": \"a\", \"choices\": [\"b\", \"c\"], \"gold\": -1} | found -1",
                "{\"query\": \"a\", \"choices\": [\"b\", \"c\"]} | 'gold' must be the index of a choice, 0 to 1, found nothing",
                "{\"query\": 3, \"choices\": [\"b\", \"c\"], \"gold\": 0} | 'query' must be a string, found 3",
                "{\"query\": \"a\", \"choices\": [\"b\"], \"gold\": 0} | at least two",
                "{\"query\": \"a\", \"choices\": [\"b\", 4], \"gold\": 0} | found 4",
                "{\"query\": \"a\", \"gold\": 0} | found nothing",
                "{\"query\": \"a\"  | task.jsonl:2: is not valid JSON: Unexpected end-of-input",
                "[1] | 'query' must be a string"
            })
    void badRecordsAreNamedByLine(String line, String message) throws IOException {
        Path task = file(GOOD + "\n" + line);
        assertThatThrownBy(() -> TaskFiles.questions(task, 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(task + ":2: ")
                .hasMessageContaining(message);
    }

    @Test
    void emptyMissingAndBinaryFilesAreRefused() throws IOException {
        Path empty = file("\n");
        assertThatThrownBy(() -> TaskFiles.questions(empty, 0)).hasMessageContaining("has no records");
        assertThatThrownBy(() -> TaskFiles.documents(empty, 0)).hasMessageContaining("has no documents");
        assertThatThrownBy(() -> TaskFiles.documents(folder.resolve("none.txt"), 0))
                .hasMessageContaining("does not exist");
        Path binary = Files.write(folder.resolve("b.txt"), "caf\u00e9".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> TaskFiles.documents(binary, 0)).hasMessageContaining("not UTF-8");
    }
}
