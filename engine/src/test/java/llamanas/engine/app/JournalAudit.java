package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a journal says of work done.
 *
 * @param started evaluations given to a worker, lost ones included
 * @param succeeded evaluations that ended well, of the search
 * @param reported evaluations that ended well, on unseen data
 * @param lost evaluations whose worker was gone
 * @param recoveries restarts of the coordinator
 */
record JournalAudit(int started, int succeeded, int reported, int lost, int recoveries) {
    /** Checks that each evaluation ended once, that no evaluation was begun after its end, and that none is missing. */
    static JournalAudit of(List<JournalReader.Event> events, int evaluations) {
        Set<String> ended = new HashSet<>();
        List<String> begunAgain = new ArrayList<>();
        List<String> endedAgain = new ArrayList<>();
        for (JournalReader.Event event : events) {
            if (event.type().equals("EvaluationStarted") && ended.contains(event.evaluation())) {
                begunAgain.add(event.evaluation());
            } else if (event.type().equals("EvaluationSucceeded") && !ended.add(event.evaluation())) {
                endedAgain.add(event.evaluation());
            }
        }
        assertThat(begunAgain).as("begun after their end").isEmpty();
        assertThat(endedAgain).as("ended more than once").isEmpty();
        assertThat(ended)
                .containsAll(IntStream.range(0, evaluations)
                        .mapToObj(i -> i + " SEARCH")
                        .toList());
        return new JournalAudit(
                count(events, "EvaluationStarted"),
                (int) ended.stream().filter(end -> end.endsWith("SEARCH")).count(),
                (int) ended.stream().filter(end -> end.endsWith("REPORT")).count(),
                count(events, "EvaluationLost"),
                count(events, "SearchRecovered"));
    }

    private static int count(List<JournalReader.Event> events, String type) {
        return (int) events.stream().filter(event -> event.type().equals(type)).count();
    }
}
