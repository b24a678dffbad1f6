package llamanas.engine.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.coordinator.UnknownSearchException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.ExtendRequest;
import llamanas.protocol.api.FrontQuery;
import llamanas.protocol.api.Injection;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;

/** A coordinator with one search, "known", that advances by one evaluation with every look at it. */
public final class FakeSearches implements SearchService {
    public static final String KNOWN = "known";
    public static final int BUDGET = 3;

    private final List<String> calls = new CopyOnWriteArrayList<>();

    /** Makes every call fail where it is set. */
    public volatile Throwable failure;

    /** What keeps it from going on; empty for nothing. */
    public volatile String trouble = "";

    /** How the search ends. */
    public volatile SearchState end = SearchState.FINISHED;

    private int looks;

    @Override
    public Optional<String> trouble() {
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    /** A spec whose files are in a folder. */
    public static SearchSpec spec(String folder) {
        return new SearchSpec(
                "My Search",
                folder,
                "float32",
                List.of(new TaskSpec("stories", folder + "/search.txt", null, 0, false)),
                new SpaceSpec(
                        List.of(1, 2), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of(8, 16)),
                List.of(new Objective("stories.nats_per_token", Direction.MINIMIZE)),
                List.of(),
                new StrategySpec(StrategySpec.NSGA2, 4, 0.9, 0, 100),
                BUDGET,
                7);
    }

    /** The full network and a smaller one. */
    public static List<FrontMember> members() {
        return List.of(
                new FrontMember(0, architecture(16), metrics(5_115_072, 3.2, 3.266)),
                new FrontMember(2, architecture(8), metrics(3_935_424, 3.5, 3.6695)));
    }

    /** All candidates; the second has failed with a reason that needs quotes in CSV. */
    public static List<CandidateRow> rows() {
        Provenance source = new Provenance("w-1", "cpu", "float32", 2, "0.1+abc", "m1", "d1", 120);
        List<FrontMember> members = members();
        return List.of(
                new CandidateRow(
                        0,
                        0,
                        architecture(16),
                        genes("2", "16", "16"),
                        "succeeded",
                        members.get(0).metrics(),
                        null,
                        source),
                new CandidateRow(
                        1,
                        0,
                        architecture(8),
                        genes("2", "8", "16"),
                        "failed",
                        Map.of(),
                        "broke, \"twice\"\nat once",
                        null),
                new CandidateRow(
                        2,
                        1,
                        architecture(8),
                        genes("2", "8", "8"),
                        "succeeded",
                        members.get(1).metrics(),
                        null,
                        source));
    }

    private static Map<String, String> genes(String depth, String first, String eleventh) {
        Map<String, String> genes = new LinkedHashMap<>();
        genes.put("ffn[10]", eleventh);
        genes.put("depth", depth);
        genes.put("ffn[2]", first);
        return genes;
    }

    private static Map<String, Double> metrics(double parameters, double search, double report) {
        return Map.of(
                "parameters", parameters, "stories.nats_per_token", search, "report.stories.nats_per_token", report);
    }

    private static Architecture architecture(int ffn) {
        return new Architecture(List.of(layer(16), layer(ffn)));
    }

    private static LayerChoice layer(int ffn) {
        return new LayerChoice(true, Attention.FULL, 1, ffn, Bits.AS_LOADED);
    }

    @Override
    public CompletionStage<SearchStatus> start(String id, SearchSpec spec) {
        return answer("start " + id + " " + spec.name(), at(id, SearchState.RUNNING, 0));
    }

    @Override
    public CompletionStage<List<SearchStatus>> list() {
        return answer("list", List.of(at(KNOWN, SearchState.PAUSED, 1)));
    }

    @Override
    public synchronized CompletionStage<SearchStatus> status(String id) {
        looks++;
        return about(id, "status", at(id, looks < BUDGET ? SearchState.RUNNING : end, Math.min(looks, BUDGET)));
    }

    @Override
    public CompletionStage<SearchStatus> pause(String id) {
        return about(id, "pause", at(id, SearchState.PAUSED, 1));
    }

    @Override
    public CompletionStage<SearchStatus> resume(String id) {
        return about(id, "resume", at(id, SearchState.RUNNING, 1));
    }

    @Override
    public CompletionStage<SearchStatus> cancel(String id) {
        return about(id, "cancel", at(id, SearchState.CANCELLED, 1));
    }

    @Override
    public CompletionStage<SearchStatus> extend(String id, ExtendRequest request) {
        return about(id, "extend " + request.evaluations() + " " + request.request(), at(id, SearchState.RUNNING, 1));
    }

    @Override
    public CompletionStage<SearchStatus> reference(String id, Map<String, Double> reference) {
        return about(id, "reference " + reference, at(id, SearchState.RUNNING, 1));
    }

    @Override
    public CompletionStage<Injection> inject(String id, String name, String subnetwork) {
        return about(id, "inject " + name + " " + subnetwork, new Injection(true, rows().get(1)));
    }

    @Override
    public CompletionStage<List<FrontMember>> front(String id, FrontQuery query) {
        return about(id, query.equals(FrontQuery.OWN) ? "front" : "front " + query, members());
    }

    @Override
    public CompletionStage<List<CandidateRow>> candidates(String id) {
        return about(id, "candidates", rows());
    }

    /** Of one generation. */
    public static List<PredictionRow> predictionRows() {
        return List.of(new PredictionRow(1, "stories.nats_per_token", "ridge", 12, 5, 0.8, 0.01, 0.9, 0.05, 1));
    }

    @Override
    public CompletionStage<List<PredictionRow>> predictions(String id) {
        return about(id, "predictions", predictionRows());
    }

    @Override
    public CompletionStage<Optional<Preparation>> preparation(String id) {
        return about(id, "preparation", Optional.empty());
    }

    @Override
    public CompletionStage<Optional<SingleChanges>> singleChanges(String id) {
        return about(id, "singleChanges", Optional.empty());
    }

    @Override
    public CompletionStage<List<WorkerRow>> workers() {
        return answer("workers", List.of(new WorkerRow("w-1", "cpu", 1, 0, "127.0.0.1:25520")));
    }

    private SearchStatus at(String id, SearchState state, int done) {
        double hypervolume = done == 0 ? Double.NaN : 2.5 + done / 10.0;
        String message = state == SearchState.FAILED ? "the disk is full" : null;
        return new SearchStatus(
                id,
                "My Search",
                state,
                1,
                BUDGET,
                done,
                0,
                1,
                done,
                hypervolume,
                61_000,
                5_000,
                "1.3e10",
                message,
                null,
                null,
                0,
                Map.of(),
                null,
                null,
                List.of("stories.nats_per_token"),
                List.of(),
                null);
    }

    private <T> CompletionStage<T> about(String id, String call, T value) {
        return id.equals(KNOWN) || id.startsWith("my-search-")
                ? answer(call + " " + id, value)
                : CompletableFuture.failedFuture(new UnknownSearchException(id));
    }

    private <T> CompletionStage<T> answer(String call, T value) {
        calls.add(call);
        return failure == null ? CompletableFuture.completedFuture(value) : CompletableFuture.failedFuture(failure);
    }

    /** As new. */
    public synchronized void reset() {
        calls.clear();
        failure = null;
        end = SearchState.FINISHED;
        looks = 0;
    }

    /** The calls so far. */
    public List<String> calls() {
        return new ArrayList<>(calls);
    }
}
