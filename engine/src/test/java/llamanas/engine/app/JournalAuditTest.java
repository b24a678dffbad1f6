package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The audit that the crash tests rest on does find what it looks for. */
class JournalAuditTest {
    @Test
    void countsWhatAJournalSays() {
        JournalAudit audit = audit("Started 0", "Lost 0", "Started 0", "Succeeded 0", "Started 1", "Succeeded 1");

        assertThat(audit).isEqualTo(new JournalAudit(3, 2, 0, 1, 0));
    }

    @Test
    void findsWorkDoneTwice() {
        assertThatThrownBy(() -> audit("Started 0", "Succeeded 0", "Started 1", "Succeeded 1", "Started 0"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("begun after their end");
        assertThatThrownBy(() -> audit("Started 0", "Started 0", "Succeeded 0", "Succeeded 0", "Succeeded 1"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("ended more than once");
    }

    @Test
    void findsWhatIsMissing() {
        assertThatThrownBy(() -> audit("Started 0", "Succeeded 0")).isInstanceOf(AssertionError.class);
    }

    private static JournalAudit audit(String... events) {
        List<JournalReader.Event> journal = Stream.of(events)
                .map(event -> event.split(" "))
                .map(words -> new JournalReader.Event(
                        "Evaluation" + words[0],
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("candidate", Integer.parseInt(words[1]))
                                .put("phase", "SEARCH")))
                .toList();
        return JournalAudit.of(journal, 2);
    }
}
