package llamanas.protocol.wire;

import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * Work for a worker.
 *
 * @param architecture what to evaluate; null where the job is about none
 * @param share which part of the data to measure, with its sums by block; null for all of it at once
 */
public record Job(JobId id, SearchSpec spec, @Nullable Architecture architecture, @Nullable Share share) {
    /** Work on all of the data. */
    public Job(JobId id, SearchSpec spec, @Nullable Architecture architecture) {
        this(id, spec, architecture, null);
    }
}
