package llamanas.engine.coordinator.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/**
 * The fold of a search's events up to a point. Only saves replay time: without it, the journal says the same.
 *
 * @param created the first event
 * @param firstOfGeneration first candidate of each generation
 * @param pending candidates that wait for a worker, in the phase that the search is in
 * @param running candidates that a worker has, with its name
 * @param front numbers of the candidates on the Pareto front
 * @param reporting whether evaluations use the report half
 * @param stage PREPARING, RUNNING, REPORTING or a final state; a pause is kept apart
 * @param preparation how the jobs before all evaluations stand; null where the spec wants none, as in all journals of before
 *     there was one
 * @param halving how measuring on shares of the data stands; null where the spec does not ask for it
 * @param steering what was changed since the spec; null where nothing was, as in all journals of before that was possible
 */
public record SearchSnapshot(
        SearchEvent.SearchCreated created,
        List<CandidateSnapshot> candidates,
        List<Integer> firstOfGeneration,
        List<Integer> pending,
        Map<Integer, String> running,
        List<Integer> front,
        SearchState stage,
        boolean reporting,
        boolean paused,
        boolean exhausted,
        boolean resultsWritten,
        @Nullable String message,
        long activeMillis,
        Instant lastAt,
        @Nullable PreparationSnapshot preparation,
        @Nullable HalvingSnapshot halving,
        @Nullable SteeringSnapshot steering)
        implements JournalRecord {
    /** Of a search that measures every candidate on all of the data. */
    public SearchSnapshot(
            SearchEvent.SearchCreated created,
            List<CandidateSnapshot> candidates,
            List<Integer> firstOfGeneration,
            List<Integer> pending,
            Map<Integer, String> running,
            List<Integer> front,
            SearchState stage,
            boolean reporting,
            boolean paused,
            boolean exhausted,
            boolean resultsWritten,
            @Nullable String message,
            long activeMillis,
            Instant lastAt,
            @Nullable PreparationSnapshot preparation) {
        this(
                created,
                candidates,
                firstOfGeneration,
                pending,
                running,
                front,
                stage,
                reporting,
                paused,
                exhausted,
                resultsWritten,
                message,
                activeMillis,
                lastAt,
                preparation,
                null,
                null);
    }

    /** One candidate; see {@code llamanas.engine.coordinator.Candidate}. */
    public record CandidateSnapshot(
            int generation,
            @Nullable Genome genome,
            @Nullable Measurement measurement,
            @Nullable Measurement report,
            int attempts,
            int losses,
            @Nullable String outcome,
            @Nullable String reason,
            @Nullable Origin origin) {}

    /** What was changed since the spec; see {@code llamanas.engine.coordinator.Steering}. */
    public record SteeringSnapshot(
            int budget, Map<String, Double> reference, List<String> requests, boolean archiveAsked) {}

    /**
     * See {@code llamanas.engine.coordinator.Halving}.
     *
     * @param shares what was measured share by share, by candidate, as far as it is still needed
     * @param aside the next rung of those that wait; missing in all journals of before that was possible
     * @param resumed the next rung of those that waited and are being measured
     * @param guesses what the strategy was told of those that were ever resumed
     * @param settled whether none that wait are worth it
     */
    public record HalvingSnapshot(
            int rung,
            int dropped,
            double saved,
            long tokens,
            long savedTokens,
            Map<Integer, Measurement> shares,
            Map<Integer, Integer> aside,
            Map<Integer, Integer> resumed,
            Map<Integer, Measurement> guesses,
            boolean settled) {
        public HalvingSnapshot {
            shares = shares == null ? Map.of() : Map.copyOf(shares);
            aside = aside == null ? Map.of() : Map.copyOf(aside);
            resumed = resumed == null ? Map.of() : Map.copyOf(resumed);
            guesses = guesses == null ? Map.of() : Map.copyOf(guesses);
        }
    }

    /**
     * The jobs before all evaluations; see {@code llamanas.engine.coordinator.Groundwork}.
     *
     * @param job the kind of the one that is open or was last; null, as in journals of before there were gates, stands for PREPARE
     * @param profile of the device; null before there is one, as in all journals of before latencies were computed
     * @param singleChanges that were measured; null before there are any, as in all journals of before they were
     */
    public record PreparationSnapshot(
            String state,
            @Nullable String worker,
            int attempts,
            int losses,
            @Nullable String reason,
            @Nullable Preparation preparation,
            @Nullable Inspection inspection,
            long activeMillis,
            @Nullable String job,
            @Nullable Gates gates,
            @Nullable DeviceProfile profile,
            @Nullable SingleChanges singleChanges) {
        /** Of a search that computes no latencies and goes by no single changes. */
        public PreparationSnapshot(
                String state,
                @Nullable String worker,
                int attempts,
                int losses,
                @Nullable String reason,
                @Nullable Preparation preparation,
                @Nullable Inspection inspection,
                long activeMillis,
                @Nullable String job,
                @Nullable Gates gates) {
            this(
                    state,
                    worker,
                    attempts,
                    losses,
                    reason,
                    preparation,
                    inspection,
                    activeMillis,
                    job,
                    gates,
                    null,
                    null);
        }
    }
}
