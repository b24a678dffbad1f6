package llamanas.engine.coordinator;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;

/**
 * What can be asked of a coordinator. Stages fail with {@link llamanas.protocol.InvalidInputException} where the caller is
 * to blame (a spec that a worker refuses, a command that does not fit the search's state), with
 * {@link UnknownSearchException} for an id that does not exist, and with
 * {@link java.util.concurrent.TimeoutException} where no worker has joined.
 */
public interface SearchService {
    /** Starts a search, or returns the one that already has this id and spec; an id with another spec is refused. */
    CompletionStage<SearchStatus> start(String id, SearchSpec spec);

    CompletionStage<List<SearchStatus>> list();

    CompletionStage<SearchStatus> status(String id);

    CompletionStage<SearchStatus> pause(String id);

    CompletionStage<SearchStatus> resume(String id);

    CompletionStage<SearchStatus> cancel(String id);

    /** The Pareto front of what is measured so far, by the first objective. */
    CompletionStage<List<FrontMember>> front(String id);

    /**
     * All candidates by number; with unseen-data metrics where they are measured. The list is immutable, and makes a row
     * whenever it is asked for it: take the part that is wanted.
     */
    CompletionStage<List<CandidateRow>> candidates(String id);

    /** How well each generation was predicted before it was measured; empty where the strategy does not predict. */
    CompletionStage<List<PredictionRow>> predictions(String id);

    /** What came of preparing the model; empty before, and where the model is searched as it is. */
    CompletionStage<Optional<Preparation>> preparation(String id);

    CompletionStage<List<WorkerRow>> workers();
}
