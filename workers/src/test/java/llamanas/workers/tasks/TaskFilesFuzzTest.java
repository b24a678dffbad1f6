package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import llamanas.workers.Fuzz;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoilt files of questions. */
class TaskFilesFuzzTest {
    private static final String QUESTION = "{\"query\": \"a b\", \"choices\": [\"c\", \"d\"], \"gold\": 1}";

    @TempDir
    private Path folder;

    /** A record that is spoilt between two others, whose bytes are spoilt now and then. */
    private static byte[] spoilt(Random random) {
        String text = QUESTION + "\n" + Fuzz.values(QUESTION, random) + "\n" + QUESTION + "\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return random.nextBoolean() ? Fuzz.bytes(bytes, random) : bytes;
    }

    private Path written(byte[] input) throws IOException {
        return Files.write(folder.resolve("task.jsonl"), input);
    }

    @Test
    void questions() {
        Fuzz.each(Fuzz.INPUTS, TaskFilesFuzzTest::spoilt, input -> assertThat(TaskFiles.questions(written(input), 0))
                .isNotEmpty());
    }

    @Test
    void documents() {
        byte[] text = "one\n<|endoftext|>\ntwo \u00e9\n".getBytes(StandardCharsets.UTF_8);
        Fuzz.each(Fuzz.INPUTS, random -> Fuzz.bytes(text, random), input -> assertThat(
                        TextFiles.documents(written(input)))
                .isNotEmpty());
    }

    @Test
    void findsAFaultInAReaderOfQuestions() {
        JsonMapper json = JsonMapper.builder().build();
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, TaskFilesFuzzTest::spoilt, input -> {
                    String second = TextFiles.lines(written(input)).get(1);
                    TaskFiles.questions(written(input), 1);
                    assertThat(json.readTree(second).get("choices").get(0).textValue())
                            .isNotNull();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }
}
