package llamanas.engine.http;

import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;

/**
 * A part of a long list, so that every answer is bounded. Who wants it all asks on until an answer is empty.
 *
 * @param from index of the first element
 * @param count elements at most, 1 to {@link CandidateRow#PAGE}
 */
record Page(int from, int count) {
    private static final String FROM = "from";
    private static final String COUNT = "count";
    static final List<String> PARAMETERS = List.of(FROM, COUNT);

    Page {
        if (from < 0) {
            throw new InvalidInputException("from is " + from + "; expected 0 or more");
        }
        if (count < 1 || count > CandidateRow.PAGE) {
            throw new InvalidInputException("count is " + count + "; expected 1 to " + CandidateRow.PAGE);
        }
    }

    /** Reads {@code ?from=N&count=N}; from the beginning, and as much as is allowed, where the request does not say. */
    static Page requested(Parameters parameters) {
        return new Page(parameters.whole(FROM, 0), parameters.whole(COUNT, CandidateRow.PAGE));
    }

    <T> List<T> of(List<T> all) {
        int first = Math.min(from, all.size());
        return all.subList(first, (int) Math.min((long) first + count, all.size()));
    }
}
