package llamanas.engine.coordinator;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.ExtendRequest;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.api.Injection;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;

/**
 * What can be asked of a coordinator. Stages fail with {@link llamanas.protocol.InvalidInputException} where the caller is
 * to blame (a spec that a worker refuses, a command that does not fit the search's state), with
 * {@link UnknownSearchException} for an id that does not exist, and with
 * {@link java.util.concurrent.TimeoutException} where no worker has joined.
 */
public interface SearchService {
    /** What keeps the coordinator from going on, for people; empty where nothing does. Answers at once. */
    Optional<String> trouble();

    /** Starts a search, or returns the one that already has this id and spec; an id with another spec is refused. */
    CompletionStage<SearchStatus> start(String id, SearchSpec spec);

    CompletionStage<List<SearchStatus>> list();

    CompletionStage<SearchStatus> status(String id);

    CompletionStage<SearchStatus> pause(String id);

    CompletionStage<SearchStatus> resume(String id);

    CompletionStage<SearchStatus> cancel(String id);

    /**
     * Gives a search more evaluations; one that was finished goes on.
     *
     * @param request a request that comes twice counts once
     */
    CompletionStage<SearchStatus> extend(String id, ExtendRequest request);

    /** Moves the point where the hypervolume ends; an objective that is missing ends where it usually does. */
    CompletionStage<SearchStatus> reference(String id, Map<String, Double> reference);

    /**
     * Adds a candidate to a running search, or returns the one that it has.
     *
     * @param name what to call the sub-network in messages
     * @param subnetwork as JSON
     */
    CompletionStage<Injection> inject(String id, String name, String subnetwork);

    /** The Pareto front of what is measured so far, by the first objective; nothing is measured for it. */
    CompletionStage<List<FrontMember>> front(String id, FrontQuery query);

    /** The Pareto front of the search itself. */
    default CompletionStage<List<FrontMember>> front(String id) {
        return front(id, FrontQuery.OWN);
    }

    /**
     * All candidates by number; with unseen-data metrics where they are measured. The list is immutable, and makes a row
     * whenever it is asked for it: take the part that is wanted.
     */
    CompletionStage<List<CandidateRow>> candidates(String id);

    /** How well each generation was predicted before it was measured; empty where the strategy does not predict. */
    CompletionStage<List<PredictionRow>> predictions(String id);

    /** What came of preparing the model; empty before, and where the model is searched as it is. */
    CompletionStage<Optional<Preparation>> preparation(String id);

    /** The single changes that were measured; empty before, and where the search goes by none. */
    CompletionStage<Optional<SingleChanges>> singleChanges(String id);

    CompletionStage<List<WorkerRow>> workers();
}
