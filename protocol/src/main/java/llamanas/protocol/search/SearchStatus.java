package llamanas.protocol.search;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a search stands.
 *
 * @param evaluations budget, with what it was extended by
 * @param done evaluations that succeeded
 * @param failed evaluations that failed for good or were infeasible
 * @param running evaluations that a worker has now
 * @param hypervolume of the front so far, in objectives as multiples of the full network's values: a cost c counts as
 *     {@code 1 + (c - full) / |full|}, the full network so as 1, up to the reference point 2; the cost of a maximised metric
 *     is its negative; NaN before the full network is measured, and while no candidate holds the constraints
 * @param elapsedMillis time spent running, preparing included, in ms, over all restarts
 * @param etaMillis estimated time to the end, in ms; -1 where unknown
 * @param message what a person should know, for example why it failed; null where there is nothing
 * @param preparing how far the preparation of the model is, while a worker is at it; null at all other times
 * @param fidelity what measuring on parts of the data has spent and saved; null where the spec does not ask for it
 * @param recalled candidates that earlier searches have measured: they are no part of the budget
 * @param reference where the hypervolume ends, by objective; an objective that is missing ends at the reference point 2
 * @param best by the weighted sum that the strategy minimises; null where it looks for a front, and before there is one
 * @param singleChanges what measuring single changes came to; null before, and where the spec does not ask for them
 * @param objectives metrics that are improved, in the order of the spec; empty in journals of before
 * @param misses for the constraints and the interest, if nothing measured is inside: what came closest; empty in journals of before
 * @param arithmetic which dtype the networks are in, and which their quality is computed in; null without a checkpoint, and in journals of
 *     before
 */
public record SearchStatus(
        String id,
        String name,
        SearchState state,
        int generation,
        int evaluations,
        int done,
        int failed,
        int running,
        int frontSize,
        double hypervolume,
        long elapsedMillis,
        long etaMillis,
        String spaceSize,
        @Nullable String message,
        @Nullable PreparationStatus preparing,
        @Nullable FidelityStatus fidelity,
        int recalled,
        Map<String, Double> reference,
        @Nullable Best best,
        @Nullable SingleChangesStatus singleChanges,
        List<String> objectives,
        List<Miss> misses,
        @Nullable String arithmetic) {
    /**
     * What a search for one weighted sum has found.
     *
     * @param candidate its number
     * @param sum of the objectives, each as a multiple of the full network's, times its weight
     * @param full the full network's sum, which is that of the weights
     */
    public record Best(int candidate, double sum, double full) {}

    /**
     * What came closest to bounds that nothing measured is inside of.
     *
     * @param bounds {@code constraints} or {@code interest}
     * @param candidate its number
     * @param bound the one that it misses by most
     * @param value what it has of that metric
     */
    public record Miss(String bounds, int candidate, Constraint bound, double value) {
        public static final String CONSTRAINTS = "constraints";
        public static final String INTEREST = "interest";
    }

    public SearchStatus {
        objectives = objectives == null ? List.of() : List.copyOf(objectives);
        misses = misses == null ? List.of() : List.copyOf(misses);
        reference = reference == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(reference));
    }

    /** What is spent of the budget: evaluations that ended, and what single changes count for. */
    public int spent() {
        return done + failed + (singleChanges == null ? 0 : singleChanges.evaluations());
    }

    /** Of a search that measures every candidate itself, on all of the data. */
    public SearchStatus(
            String id,
            String name,
            SearchState state,
            int generation,
            int evaluations,
            int done,
            int failed,
            int running,
            int frontSize,
            double hypervolume,
            long elapsedMillis,
            long etaMillis,
            String spaceSize,
            @Nullable String message,
            @Nullable PreparationStatus preparing) {
        this(
                id,
                name,
                state,
                generation,
                evaluations,
                done,
                failed,
                running,
                frontSize,
                hypervolume,
                elapsedMillis,
                etaMillis,
                spaceSize,
                message,
                preparing,
                null,
                0,
                Map.of(),
                null,
                null,
                List.of(),
                List.of(),
                null);
    }

    /** Of a search whose model nobody prepares now. */
    public SearchStatus(
            String id,
            String name,
            SearchState state,
            int generation,
            int evaluations,
            int done,
            int failed,
            int running,
            int frontSize,
            double hypervolume,
            long elapsedMillis,
            long etaMillis,
            String spaceSize,
            @Nullable String message) {
        this(
                id,
                name,
                state,
                generation,
                evaluations,
                done,
                failed,
                running,
                frontSize,
                hypervolume,
                elapsedMillis,
                etaMillis,
                spaceSize,
                message,
                null);
    }
}
