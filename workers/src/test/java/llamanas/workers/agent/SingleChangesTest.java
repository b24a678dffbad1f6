package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.BitChoices;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.AttentionDimension;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.Reference;
import llamanas.workers.measure.CalibrationFolder;
import llamanas.workers.standin.StandInEvaluator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Single changes of the demo model, run from where they differ, beside whole passes. */
class SingleChangesTest {
    private static final LlamaEvaluator EVALUATOR =
            new LlamaEvaluator(Device.cpu(), new LlamaEvaluator.Identity("test", 1, "0"), CalibrationFolder.NONE);

    private static final SpaceSpec ALL_KINDS = new SpaceSpec(
            List.of(),
            SpaceSpec.TAIL,
            LayerSelection.ALL,
            LayerSelection.ALL,
            List.of(256, 768),
            AttentionDimension.KEEP_OR_DROP,
            List.of(3, 6),
            new BitChoices(List.of(16, 8), List.of(), List.of()));

    private static final SpaceSpec DEPTH = new SpaceSpec(
            List.of(6, 7, 8), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of(512, 640));

    @AfterAll
    static void close() {
        EVALUATOR.close();
    }

    private static SearchSpec spec(SpaceSpec space, TaskSpec task, int evaluations, String dtype) {
        return new SearchSpec(
                "test",
                Reference.demo("model").toString(),
                dtype,
                List.of(task),
                space,
                List.of(Objective.of("parameters")),
                List.of(),
                new StrategySpec(StrategySpec.LINAS, 5, 0.9, 0, 100),
                evaluations,
                1);
    }

    private static TaskSpec text() {
        return new TaskSpec(
                "stories", Reference.demo("tasks/stories-search.txt").toString(), null, 6, true);
    }

    private static SingleChanges measured(SearchSpec spec) {
        return EVALUATOR.measureSingleChanges(spec, progress -> {});
    }

    /** What an evaluation of the same network on the same tokens says, for every change. */
    private static void assertDamages(SearchSpec spec, SingleChanges found, double tolerance) {
        SearchSpace space = EVALUATOR.inspect(spec).space();
        assertThat(found.changes()).map(SingleChanges.Change::genome).isEqualTo(SingleChanges.of(space));
        found.check("test", space);
        for (SingleChanges.Change change : found.changes()) {
            EvaluationOutcome outcome = EVALUATOR.evaluate(spec, space.architecture(change.genome()), Phase.SEARCH);
            double expected = ((EvaluationOutcome.Succeeded) outcome)
                    .measurement()
                    .metrics()
                    .get("stories.kl");
            assertThat(change.damage()).as("%s", change.genome()).isCloseTo(expected, within(tolerance));
        }
    }

    @Test
    void theDamagesAreThoseOfWholePasses() {
        SearchSpec spec = spec(ALL_KINDS, text(), 1000, "float32");
        List<PrepareProgress> seen = new ArrayList<>();
        SingleChanges found = EVALUATOR.measureSingleChanges(spec, seen::add);
        assertThat(found.changes()).hasSize(5 * 8);
        assertThat(found.tokens()).isEqualTo(found.allTokens());
        assertThat(found.evaluations()).isEqualTo(40);
        assertThat(found.provenance().modelHash()).isNotEmpty();
        assertThat(seen).hasSize(40).last().satisfies(now -> {
            assertThat(now.stage()).isEqualTo("measuring single changes");
            assertThat(now.done()).isEqualTo(now.total()).isEqualTo(40);
        });
        assertDamages(spec, found, 2e-6);
        assertThat(measured(spec).changes()).as("once more").isEqualTo(found.changes());
    }

    @Test
    void depthIsOneGeneAndTheFullNetworkMayLieOutside() {
        SearchSpec spec = spec(DEPTH, text(), 1000, "float32");
        SingleChanges found = measured(spec);
        assertThat(found.changes()).hasSize(1 + 2 + 8);
        assertDamages(spec, found, 2e-6);
    }

    @Test
    void inBfloat16TheyAreAsNearAsThatIs() {
        SearchSpec spec = spec(DEPTH, text(), 1000, "bfloat16");
        assertDamages(spec, measured(spec), 2e-3);
    }

    @Test
    void aSmallerBudgetReadsFewerTokens() {
        SingleChanges found = measured(spec(ALL_KINDS, text(), 40, "float32"));
        assertThat(found.tokens()).isBetween(64L, found.allTokens() - 1);
        assertThat(found.evaluations()).isEqualTo(5);
        SingleChanges whole = measured(spec(ALL_KINDS, text(), 1000, "float32"));
        assertThat(found.changes().get(0).damage())
                .isNotEqualTo(whole.changes().get(0).damage());
    }

    @Test
    void oneThatAffordsNoneGoesWithout() {
        List<PrepareProgress> seen = new ArrayList<>();
        SingleChanges found = EVALUATOR.measureSingleChanges(spec(ALL_KINDS, text(), 3, "float32"), seen::add);
        assertThat(found.changes()).isEmpty();
        assertThat(found.tokens() + found.evaluations()).isZero();
        assertThat(seen).map(PrepareProgress::stage).anyMatch(stage -> stage.contains("going without"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"search", "report"})
    void questionsServeWhereThereIsNoTextAndNothingWhereTheSearchSeesNone(String half) {
        String file = Reference.demo("tasks/last-word-" + half + ".jsonl").toString();
        boolean search = half.equals("search");
        TaskSpec task = new TaskSpec("words", search ? file : null, search ? null : file, 12, false);
        SpaceSpec space = new SpaceSpec(
                List.of(7, 8), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of(512, 768));
        SingleChanges found = measured(spec(space, task, 1000, "float32"));
        assertThat(found.changes().isEmpty()).isEqualTo(!search);
        assertThat(found.changes())
                .allSatisfy(change -> assertThat(change.damage()).isPositive());
    }

    @Test
    void aStandInRefuses() {
        try (StandInEvaluator evaluator = new StandInEvaluator("w", "0")) {
            assertThatThrownBy(() -> evaluator.measureSingleChanges(spec(DEPTH, text(), 30, "float32"), progress -> {}))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("single-changes: they are those of a model");
        }
    }
}
