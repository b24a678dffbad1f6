package llamanas.protocol.api;

import java.util.Map;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * One evaluated, failed or running candidate as the API shows it.
 *
 * @param genes gene values by gene name, as their choices' labels; empty where the space does not contain the candidate
 * @param state {@code succeeded}, {@code failed}, {@code infeasible}, {@code running} or {@code pending}
 * @param reason why it failed, else null
 * @param provenance of the measurement, null before it succeeded
 * @param origin who brought it in; null for what the strategy asked for
 */
public record CandidateRow(
        int candidate,
        int generation,
        Architecture architecture,
        Map<String, String> genes,
        String state,
        Map<String, Double> metrics,
        @Nullable String reason,
        @Nullable Provenance provenance,
        @Nullable Origin origin) {
    /** Rows of one answer at most. */
    public static final int PAGE = 5000;

    /** One that the strategy asked for. */
    public CandidateRow(
            int candidate,
            int generation,
            Architecture architecture,
            Map<String, String> genes,
            String state,
            Map<String, Double> metrics,
            @Nullable String reason,
            @Nullable Provenance provenance) {
        this(candidate, generation, architecture, genes, state, metrics, reason, provenance, null);
    }
}
