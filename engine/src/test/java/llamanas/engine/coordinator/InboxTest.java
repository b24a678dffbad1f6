package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.testkit.typed.javadsl.BehaviorTestKit;
import akka.actor.testkit.typed.javadsl.TestInbox;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.wire.JobId;
import org.junit.jupiter.api.Test;

/** How often a search has to write. */
class InboxTest {
    private final TestInbox<SearchCommand> search = TestInbox.create();
    private final BehaviorTestKit<Inbox.Command> inbox = BehaviorTestKit.create(Inbox.create(search.getRef()));

    private static SearchCommand.FromWorkers command(int number) {
        return new SearchCommand.JobLost(new JobId("s", JobId.Kind.SEARCH, number), "w", true);
    }

    private static List<SearchCommand.FromWorkers> commands(int from, int to) {
        return IntStream.range(from, to).mapToObj(InboxTest::command).toList();
    }

    /** What the search was sent to write, one entry a write. */
    private List<List<SearchCommand.FromWorkers>> writes() {
        return search.getAllReceived().stream()
                .map(message -> ((SearchCommand.Several) message).commands())
                .toList();
    }

    @Test
    void aSearchThatKeepsUpGetsEveryMessageAtOnce() {
        for (int i = 0; i < 3; i++) {
            inbox.run(command(i));
            assertThat(writes()).containsExactly(List.of(command(i)));
            inbox.run(Inbox.Written.WRITTEN);
            assertThat(search.hasMessages()).isFalse();
        }
    }

    @Test
    void whatComesDuringAWriteIsTheNextWriteInItsOrder() {
        commands(0, 6).forEach(inbox::run);
        assertThat(writes()).containsExactly(commands(0, 1));

        inbox.run(Inbox.Written.WRITTEN);
        assertThat(writes()).containsExactly(commands(1, 6));

        inbox.run(command(6));
        assertThat(search.hasMessages()).as("while it writes").isFalse();
        inbox.run(Inbox.Written.WRITTEN);
        assertThat(writes()).containsExactly(commands(6, 7));
    }

    @Test
    void aThousandMessagesTakeFiveWrites() {
        commands(0, 1000).forEach(inbox::run);
        List<List<SearchCommand.FromWorkers>> writes = new ArrayList<>(writes());
        for (int i = 0; i < 10; i++) {
            inbox.run(Inbox.Written.WRITTEN);
            writes.addAll(writes());
        }
        assertThat(writes).hasSize(5).allMatch(write -> write.size() <= Inbox.MOST);
        assertThat(writes.stream().flatMap(List::stream)).containsExactlyElementsOf(commands(0, 1000));
    }

    @Test
    void whatIsNotPersistedDoesNotWait() {
        inbox.run(command(0));
        SearchCommand progress = new SearchCommand.PlanFailed("x");
        inbox.run(progress);
        assertThat(search.getAllReceived()).element(1).isEqualTo(progress);
    }
}
