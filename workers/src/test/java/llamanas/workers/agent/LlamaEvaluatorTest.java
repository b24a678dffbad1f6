package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.DepthDimension;
import llamanas.workers.Reference;
import llamanas.workers.measure.CalibrationFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class LlamaEvaluatorTest {
    private static final LlamaEvaluator EVALUATOR =
            new LlamaEvaluator(Device.cpu(), new LlamaEvaluator.Identity("test", 1, "0"), CalibrationFolder.NONE);

    @AfterAll
    static void close() {
        EVALUATOR.close();
    }

    private static SearchSpec spec(SpaceSpec space) {
        return new SearchSpec(
                "test",
                Reference.demo("model").toString(),
                "float32",
                List.of(
                        new TaskSpec(
                                "stories",
                                Reference.demo("tasks/stories-search.txt").toString(),
                                Reference.demo("tasks/stories-report.txt").toString(),
                                6,
                                false),
                        new TaskSpec(
                                "grammar",
                                null,
                                Reference.demo("tasks/grammar-report.jsonl").toString(),
                                20,
                                false)),
                space,
                List.of(new Objective("stories.nats_per_token", Direction.MINIMIZE)),
                List.of(),
                new StrategySpec("random", 5, 0.9, 0, 100),
                10,
                1);
    }

    private static SpaceSpec space(List<Integer> depth, List<Integer> ffn) {
        return new SpaceSpec(depth, SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, ffn);
    }

    @Test
    void inspectionResolvesTheSpaceAndCounts() {
        Inspection inspection = EVALUATOR.inspect(spec(space(List.of(6, 8), List.of(256, 768))));
        DepthDimension depth = (DepthDimension) inspection.space().dimensions().get(0);
        assertThat(depth.removalOrder()).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(inspection.space().size()).isEqualTo(2 * 256);
        assertThat(inspection.items()).containsEntry("report.grammar", 20L).containsKey("stories");
        assertThat(inspection.dataHash()).hasSize(16);
    }

    /** Block influence finds the layers that the reference says do little harm: removing 3 costs least of those measured. */
    @Test
    void importanceKeepsTheFirstLayerLongest() {
        DepthDimension depth = (DepthDimension) EVALUATOR
                .inspect(spec(space(List.of(4, 8), List.of())))
                .space()
                .dimensions()
                .get(0);
        assertThat(depth.removalOrder().subList(0, 4)).contains(3);
        assertThat(depth.removalOrder().get(7)).isZero();
    }

    @Test
    void metricsAreNamedByTaskAndHalf() {
        SearchSpec spec = spec(space(List.of(), List.of(256, 768)));
        Architecture full = Architecture.full(EVALUATOR.inspect(spec).space().shape());
        Measurement search = measured(spec, full, Phase.SEARCH);
        Measurement report = measured(spec, full, Phase.REPORT);
        assertThat(search.metrics())
                .containsKeys("stories.nats_per_token", "stories.perplexity")
                .containsEntry("parameters", 5_115_072.0)
                .containsEntry("bytes", 4 * 5_115_072.0)
                .doesNotContainKey("grammar.acc");
        assertThat(report.metrics()).containsKeys("report.stories.nats_per_token", "report.grammar.acc");
        assertThat(search.provenance().device()).isEqualTo("cpu");
        Map<String, Double> again = measured(spec, full, Phase.SEARCH).metrics();
        assertThat(again).isEqualTo(search.metrics());
    }

    private static Measurement measured(SearchSpec spec, Architecture architecture, Phase phase) {
        return ((EvaluationOutcome.Succeeded) EVALUATOR.evaluate(spec, architecture, phase)).measurement();
    }

    @Test
    void spacesThatDoNotFitTheModelAreRefused() {
        refused(space(List.of(), List.of(512, 1024)), "space.ffn: 1024 does not fit the model; expected 0 to 768");
        refused(space(List.of(9), List.of()), "space.depth: 9 does not fit the model; expected 1 to 8");
        refused(space(List.of(), List.of()), "nothing varies");
        LayerSelection tooHigh = new LayerSelection(false, List.of(8));
        refused(
                new SpaceSpec(List.of(), SpaceSpec.TAIL, tooHigh, LayerSelection.NONE, List.of()),
                "space.keep: 8 does not fit the model; expected 0 to 7");
    }

    private static void refused(SpaceSpec space, String message) {
        assertThatThrownBy(() -> EVALUATOR.inspect(spec(space)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
