package llamanas.protocol.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;

class TaskSpecTest {
    @Test
    void hasOneOrTwoHalves() throws IOException {
        TaskSpec task = new TaskSpec("t", null, "b.jsonl", 0, false);
        assertThat(task.file(Phase.SEARCH)).isNull();
        assertThat(task.file(Phase.REPORT)).isEqualTo("b.jsonl");
        ObjectMapper mapper = new ObjectMapper();
        assertThat(mapper.readValue(mapper.writeValueAsString(task), TaskSpec.class))
                .isEqualTo(task);
        assertThatThrownBy(() -> new TaskSpec("t", null, null, 0, false))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("task t: found neither search nor report, expected one or both");
    }

    @Test
    void tellsMultipleChoiceByTheEnding() {
        assertThat(TaskSpec.isMultipleChoice("a/b.jsonl")).isTrue();
        assertThat(TaskSpec.isMultipleChoice("a.jsonl/b.txt")).isFalse();
    }
}
