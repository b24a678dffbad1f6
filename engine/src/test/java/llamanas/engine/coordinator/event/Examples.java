package llamanas.engine.coordinator.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.search.Profiles;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.FidelityStatus;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChangesStatus;
import llamanas.protocol.space.DepthDimension;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** One example of everything that a journal may hold. */
public final class Examples {
    public static final Instant AT = Instant.parse("2026-11-22T03:04:05.678Z");

    public static final Measurement MEASUREMENT = new Measurement(
            Map.of("t.nats_per_token", 2.5, "parameters", 1234.0),
            new Provenance("w1", "cpu", "float32", 2, "0.1", "m", "d", 17));

    public static final SearchEvent.SearchCreated CREATED = new SearchEvent.SearchCreated(
            "s", Fixtures.spec("name", 30), new Inspection(Fixtures.SPACE, "m", "d", Map.of("t", 100L)), AT);

    /** The creation of a search whose model has to be prepared. */
    public static final SearchEvent.SearchCreated PREPARING =
            new SearchEvent.SearchCreated("s", Fixtures.preparing(Fixtures.spec("name", 30)), CREATED.inspection(), AT);

    /** The creation of a search that goes by gates. */
    public static final SearchEvent.SearchCreated GATED =
            new SearchEvent.SearchCreated("s", Fixtures.gradient(Fixtures.spec("name", 30)), CREATED.inspection(), AT);

    /** The creation of a search that goes by single changes. */
    public static final SearchEvent.SearchCreated CHANGED = new SearchEvent.SearchCreated(
            "s", Fixtures.withSingleChanges(Fixtures.spec("name", 30)), CREATED.inspection(), AT);

    /** The creation of a search that computes latencies. */
    public static final SearchEvent.SearchCreated DEPLOYED =
            new SearchEvent.SearchCreated("s", Fixtures.deployed(Fixtures.spec("name", 30)), CREATED.inspection(), AT);

    /** On the prepared model, whose layers go in another order. */
    public static final Inspection PREPARED = new Inspection(
            new SearchSpace(
                    Fixtures.SPACE.shape(),
                    List.of(
                            new DepthDimension(List.of(4, 5, 6), List.of(2, 4), 6),
                            Fixtures.SPACE.dimensions().get(1))),
            "p",
            "d",
            Map.of("t", 100L));

    /** Of a share of the data, with what it adds up from. */
    public static final Measurement SHARE = Measurement.of(
            Map.of("parameters", 1234.0),
            new BlockSums(
                    Map.of("t.nats_per_token", List.of(25.0, 50.5)),
                    Map.of("t", List.of(10L, 20L)),
                    Map.of("t", 20),
                    31),
            MEASUREMENT.provenance());

    private static final Genome GENOME = Genome.of(2, 3, 3, 3, 3, 3, 3);

    private Examples() {}

    public static List<JournalRecord> all() {
        return List.of(
                CREATED,
                new SearchEvent.GenerationProposed(0, 0, List.of(GENOME, Genome.of(0, 0, 0, 1, 0, 2, 0)), AT),
                new SearchEvent.PreparationStarted("w1", AT),
                new SearchEvent.PreparationLost("w1", true, false, AT),
                new SearchEvent.PreparationFailed("w1", "it broke", 1, false, AT),
                new SearchEvent.PreparationRefused("w1", "the loss is NaN", AT),
                new SearchEvent.ModelPrepared("w1", FakeEvaluator.PREPARATION, PREPARED, AT),
                new SearchEvent.DeviceProfiled("w1", Profiles.of(DeploymentSpec.DEFAULT), AT),
                new SearchEvent.GatesTrained("w1", FakeEvaluator.gates(Fixtures.SPACE), AT),
                new SearchEvent.SingleChangesMeasured("w1", FakeEvaluator.singleChanges(Fixtures.SPACE, 5), AT),
                new SearchEvent.SpaceExhausted(AT),
                new SearchEvent.EvaluationStarted(3, Phase.SEARCH, "w1", AT),
                new SearchEvent.EvaluationSucceeded(3, Phase.REPORT, "w1", MEASUREMENT, AT),
                new SearchEvent.ShareMeasured(3, 1, "w1", SHARE, AT),
                new SearchEvent.RungClosed(1, List.of(new SearchEvent.Dropped(3, 2, MEASUREMENT)), List.of(), AT),
                new SearchEvent.CandidatesResumed(List.of(3, 5), AT),
                new SearchEvent.EvaluationFailed(3, Phase.SEARCH, "w1", "it broke", 2, false, AT),
                new SearchEvent.EvaluationInfeasible(3, Phase.SEARCH, "w1", "too large", AT),
                new SearchEvent.EvaluationLost(3, Phase.SEARCH, "w1", true, false, AT),
                new SearchEvent.ReportStarted(List.of(0, 3), AT),
                new SearchEvent.SearchPaused(AT),
                new SearchEvent.SearchResumed(AT),
                new SearchEvent.SearchCancelled(AT),
                new SearchEvent.SearchFinished(AT),
                new SearchEvent.SearchFailed("no way on", AT),
                new SearchEvent.SearchRecovered(AT),
                new SearchEvent.ResultsWritten(AT),
                new SearchEvent.BudgetExtended("nightly-1", 20, 50, AT),
                new SearchEvent.ReferenceChanged(Map.of("parameters", 2000.0), AT),
                new SearchEvent.CandidateInjected(3, GENOME, AT),
                new SearchEvent.ArchiveAnswered(
                        3,
                        List.of(
                                new SearchEvent.ArchiveAnswered.Answer(GENOME, MEASUREMENT, MEASUREMENT, "first", 7),
                                new SearchEvent.ArchiveAnswered.Answer(null, MEASUREMENT, null, "first", 0)),
                        AT),
                new CatalogueEvent.SearchReopened("s", AT),
                new CatalogueEvent.SearchRegistered("s", AT),
                new CatalogueEvent.SearchEnded(
                        "s",
                        new SearchStatus(
                                "s", "name", SearchState.FINISHED, 2, 30, 29, 1, 0, 8, 1.2, 5000, 0, "12288", null),
                        AT),
                new SearchSnapshot(
                        CREATED,
                        List.of(new SearchSnapshot.CandidateSnapshot(
                                0, GENOME, MEASUREMENT, MEASUREMENT, 1, 2, "SUCCEEDED", "unseen half: it broke", null)),
                        List.of(0),
                        List.of(),
                        Map.of(0, "w1"),
                        List.of(0),
                        SearchState.REPORTING,
                        true,
                        false,
                        true,
                        false,
                        "a note",
                        1500,
                        AT,
                        null));
    }

    /** Further forms of records, by the names of their golden files. */
    public static Map<String, JournalRecord> variants() {
        Map<String, JournalRecord> all = new TreeMap<>(before());
        all.putAll(deployed());
        all.putAll(waiting());
        all.putAll(changed());
        return all;
    }

    /** Candidates that wait with a part of the data. */
    private static Map<String, JournalRecord> waiting() {
        return Map.of(
                "SearchEnded-weighted",
                ended(50, 49, null, 0, Map.of(), new SearchStatus.Best(17, 1.25, 1.5)),
                "SearchEnded-misses",
                ended(
                        50,
                        49,
                        null,
                        0,
                        Map.of(),
                        null,
                        new SearchStatus.Miss(SearchStatus.Miss.INTEREST, 12, new Constraint("t.kl", null, 1.1), 1.25)),
                "RungClosed-aside",
                new SearchEvent.RungClosed(
                        1,
                        List.of(new SearchEvent.Dropped(3, 2, MEASUREMENT)),
                        List.of(new SearchEvent.SetAside(5, MEASUREMENT)),
                        AT),
                "SearchSnapshot-aside",
                new SearchSnapshot(
                        CREATED,
                        List.of(new SearchSnapshot.CandidateSnapshot(
                                0, Genome.of(0, 1), MEASUREMENT, null, 0, 0, "ASIDE", "a part", null)),
                        List.of(0),
                        List.of(),
                        Map.of(),
                        List.of(),
                        SearchState.RUNNING,
                        false,
                        false,
                        false,
                        false,
                        null,
                        1500,
                        AT,
                        null,
                        new SearchSnapshot.HalvingSnapshot(
                                1,
                                4,
                                3.6,
                                1000,
                                9000,
                                Map.of(3, SHARE),
                                Map.of(5, 1),
                                Map.of(6, 2),
                                Map.of(6, MEASUREMENT),
                                true),
                        null));
    }

    private static CatalogueEvent ended(
            int evaluations,
            int done,
            @Nullable FidelityStatus fidelity,
            int recalled,
            Map<String, Double> reference,
            SearchStatus.@Nullable Best best,
            SearchStatus.Miss... misses) {
        return ended(evaluations, done, fidelity, recalled, reference, best, null, misses);
    }

    private static CatalogueEvent ended(
            int evaluations,
            int done,
            @Nullable FidelityStatus fidelity,
            int recalled,
            Map<String, Double> reference,
            SearchStatus.@Nullable Best best,
            @Nullable SingleChangesStatus changes,
            SearchStatus.Miss... misses) {
        return new CatalogueEvent.SearchEnded(
                "s",
                new SearchStatus(
                        "s",
                        "name",
                        SearchState.FINISHED,
                        2,
                        evaluations,
                        done,
                        1,
                        0,
                        8,
                        1.2,
                        5000,
                        0,
                        "12288",
                        null,
                        null,
                        fidelity,
                        recalled,
                        reference,
                        best,
                        changes,
                        misses.length == 0 ? List.of() : List.of("t.kl"),
                        List.of(misses),
                        null),
                AT);
    }

    private static Map<String, JournalRecord> changed() {
        return Map.of(
                "SearchCreated-changes",
                CHANGED,
                "SearchEnded-changes",
                ended(30, 24, null, 0, Map.of(), null, new SingleChangesStatus(20, 64, 5)),
                "SearchSnapshot-changes",
                snapshot(
                        SearchState.RUNNING,
                        new SearchSnapshot.PreparationSnapshot(
                                "DONE",
                                null,
                                0,
                                1,
                                null,
                                null,
                                null,
                                1234,
                                "SINGLE_CHANGES",
                                null,
                                null,
                                FakeEvaluator.singleChanges(Fixtures.SPACE, 5))));
    }

    private static Map<String, JournalRecord> deployed() {
        return Map.of(
                "SearchCreated-deployment",
                DEPLOYED,
                "SearchSnapshot-device",
                snapshot(
                        SearchState.PREPARING,
                        new SearchSnapshot.PreparationSnapshot(
                                "OPEN",
                                "w1",
                                0,
                                0,
                                null,
                                null,
                                null,
                                1234,
                                "PREPARE",
                                null,
                                Profiles.of(DeploymentSpec.DEFAULT),
                                null)));
    }

    private static Map<String, JournalRecord> before() {
        return Map.of(
                "SearchCreated-device",
                new SearchEvent.SearchCreated(
                        "s",
                        Fixtures.spec("name", 30),
                        new Inspection(Fixtures.SPACE, "m", "d", Map.of("t", 100L), "gpu:0"),
                        AT),
                "SearchEnded-steered",
                ended(50, 49, null, 12, Map.of("parameters", 2000.0), null),
                "SearchSnapshot-steered",
                new SearchSnapshot(
                        CREATED,
                        List.of(
                                new SearchSnapshot.CandidateSnapshot(
                                        0,
                                        GENOME,
                                        MEASUREMENT,
                                        null,
                                        0,
                                        0,
                                        "SUCCEEDED",
                                        null,
                                        Origin.archive("first", 7)),
                                new SearchSnapshot.CandidateSnapshot(
                                        0, GENOME, null, null, 0, 0, "OPEN", null, Origin.INJECTED)),
                        List.of(0),
                        List.of(1),
                        Map.of(),
                        List.of(0),
                        SearchState.RUNNING,
                        false,
                        false,
                        false,
                        false,
                        null,
                        1500,
                        AT,
                        null,
                        null,
                        new SearchSnapshot.SteeringSnapshot(
                                50, Map.of("parameters", 2000.0), List.of("nightly-1"), true)),
                "SearchCreated-prepare",
                PREPARING,
                "SearchEnded-preparing",
                new CatalogueEvent.SearchEnded(
                        "s",
                        new SearchStatus(
                                "s",
                                "name",
                                SearchState.CANCELLED,
                                0,
                                30,
                                0,
                                0,
                                0,
                                0,
                                1.2,
                                5000,
                                0,
                                "12288",
                                null,
                                new PreparationStatus("w1", "training", 20, 100, 3.5, 2000, 8000)),
                        AT),
                "SearchEnded-fidelity",
                ended(30, 29, new FidelityStatus(40, 29.5, 123456, 234567, 0), 0, Map.of(), null),
                "SearchSnapshot-fidelity",
                new SearchSnapshot(
                        CREATED,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        SearchState.RUNNING,
                        false,
                        false,
                        false,
                        false,
                        null,
                        1500,
                        AT,
                        null,
                        new SearchSnapshot.HalvingSnapshot(
                                1, 4, 3.6, 1000, 9000, Map.of(3, SHARE), Map.of(), Map.of(), Map.of(), false),
                        null),
                "SearchSnapshot-preparing",
                snapshot(
                        SearchState.PREPARING,
                        new SearchSnapshot.PreparationSnapshot(
                                "OPEN", "w1", 1, 2, "it broke", null, null, 0, null, null)),
                "SearchSnapshot-prepared",
                snapshot(
                        SearchState.RUNNING,
                        new SearchSnapshot.PreparationSnapshot(
                                "DONE", null, 1, 2, null, FakeEvaluator.PREPARATION, PREPARED, 1234, null, null)),
                "SearchSnapshot-gates",
                new SearchSnapshot(
                        GATED,
                        List.of(),
                        List.of(),
                        List.of(),
                        Map.of(),
                        List.of(),
                        SearchState.RUNNING,
                        false,
                        false,
                        false,
                        false,
                        null,
                        1500,
                        AT,
                        new SearchSnapshot.PreparationSnapshot(
                                "DONE",
                                null,
                                0,
                                1,
                                null,
                                null,
                                null,
                                1234,
                                "GATES",
                                FakeEvaluator.gates(Fixtures.SPACE))));
    }

    private static SearchSnapshot snapshot(SearchState stage, SearchSnapshot.PreparationSnapshot preparation) {
        return new SearchSnapshot(
                PREPARING,
                List.of(),
                List.of(),
                List.of(),
                Map.of(),
                List.of(),
                stage,
                false,
                false,
                false,
                false,
                null,
                1500,
                AT,
                preparation);
    }
}
