package llamanas.protocol.wire;

import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * Work for a worker.
 *
 * @param architecture what to evaluate; null for an inspection, a preparation or a training of gates
 */
public record Job(JobId id, SearchSpec spec, @Nullable Architecture architecture) {}
