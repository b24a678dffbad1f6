package llamanas.engine.coordinator;

import java.util.List;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import org.jspecify.annotations.Nullable;

/**
 * All that a finished search found.
 *
 * @param front by the first objective, with metrics on unseen data where there is any
 * @param candidates every candidate by number; 0 is the full network. Immutable, and may make a row whenever it is asked for
 *     it, so go through them once
 * @param genes names of the genes, in the order of the space: the columns of a table
 * @param inspection of the model that the candidates are cut from
 * @param preparation of the model; null where it was searched as it is
 * @param singleChanges that were measured first; null where the search goes by none
 * @param predictions how well each generation was foreseen; empty where the strategy does not predict
 */
public record SearchResults(
        String id,
        SearchSpec spec,
        List<FrontMember> front,
        List<CandidateRow> candidates,
        List<String> genes,
        Inspection inspection,
        @Nullable Preparation preparation,
        @Nullable SingleChanges singleChanges,
        List<PredictionRow> predictions) {
    public SearchResults {
        front = List.copyOf(front);
        genes = List.copyOf(genes);
        predictions = List.copyOf(predictions);
    }
}
