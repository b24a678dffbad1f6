package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.Reference;
import llamanas.workers.measure.CalibrationFolder;
import llamanas.workers.measure.Precision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What a search that wants latency gets of the evaluator. */
class DeployedMetricsTest {
    private static final LlamaEvaluator EVALUATOR = new LlamaEvaluator(
            Device.cpu(),
            new LlamaEvaluator.Identity("test", 1, "0"),
            CalibrationFolder.NONE,
            new Precision(0.95, 0.02, 1, 2, 20));

    @AfterAll
    static void close() {
        EVALUATOR.close();
    }

    private static SearchSpec spec(
            List<String> objectives, List<Constraint> constraints, @Nullable DeploymentSpec deployment) {
        return new SearchSpec(
                "test",
                Reference.demo("model").toString(),
                "float32",
                List.of(new TaskSpec(
                        "stories",
                        Reference.demo("tasks/stories-search.txt").toString(),
                        Reference.demo("tasks/stories-report.txt").toString(),
                        2,
                        false)),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of(256, 768)),
                objectives.stream()
                        .map(metric -> new Objective(metric, Direction.MINIMIZE))
                        .toList(),
                constraints,
                new StrategySpec("random", 5, 0.9, 0, 100),
                10,
                1,
                null,
                null,
                null,
                false,
                deployment);
    }

    private static DeploymentSpec deployment(DeploymentSpec.Latency latency, int prompt) {
        return new DeploymentSpec(1, prompt, 2, latency, DeploymentSpec.WithoutKernel.REFUSE);
    }

    private static Map<String, Double> metrics(SearchSpec spec, Phase phase) {
        Architecture full = Architecture.full(EVALUATOR.inspect(spec).space().shape());
        return ((EvaluationOutcome.Succeeded) EVALUATOR.evaluate(spec, full, phase))
                .measurement()
                .metrics();
    }

    @Test
    void latencyIsMeasuredWhereAnObjectiveOrAConstraintWantsIt() {
        DeploymentSpec measured = deployment(DeploymentSpec.Latency.MEASURED, 4);
        SearchSpec objective = spec(List.of("stories.nats_per_token", "decode_ms"), List.of(), measured);
        assertThat(metrics(objective, Phase.SEARCH))
                .containsKey("stories.nats_per_token")
                .hasEntrySatisfying("prefill_ms", ms -> assertThat(ms).isPositive())
                .hasEntrySatisfying("decode_ms", ms -> assertThat(ms).isPositive());
        assertThat(metrics(objective, Phase.REPORT)).doesNotContainKeys("prefill_ms", "decode_ms");
        SearchSpec constraint =
                spec(List.of("stories.nats_per_token"), List.of(new Constraint("prefill_ms", null, 1e9)), measured);
        assertThat(metrics(constraint, Phase.SEARCH)).containsKeys("prefill_ms", "decode_ms");
    }

    @Test
    void nothingIsMeasuredThatIsComputedOrThatNobodyWants() {
        SearchSpec computed = spec(
                List.of("stories.nats_per_token", "decode_ms"),
                List.of(),
                deployment(DeploymentSpec.Latency.ROOFLINE, 4));
        assertThat(metrics(computed, Phase.SEARCH)).doesNotContainKeys("prefill_ms", "decode_ms");
        SearchSpec indifferent = spec(
                List.of("stories.nats_per_token", "kv_bytes"),
                List.of(),
                deployment(DeploymentSpec.Latency.MEASURED, 4));
        assertThat(metrics(indifferent, Phase.SEARCH)).doesNotContainKeys("prefill_ms", "decode_ms");
    }

    @Test
    void aDeploymentBeyondTheContextIsRefusedBeforeTheSearch() {
        SearchSpec spec =
                spec(List.of("stories.nats_per_token"), List.of(), deployment(DeploymentSpec.Latency.TABLE, 100_000));
        assertThatThrownBy(() -> EVALUATOR.inspect(spec))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(
                        "a prompt of 100000 tokens and 2 generated ones are 100002: the model's context is");
    }

    @Test
    void energyThatNobodyCountsIsRefusedBeforeTheSearch() {
        Assumptions.assumeFalse(Files.isDirectory(Path.of("/sys/class/powercap")), "this host may count energy");
        SearchSpec spec = spec(
                List.of("stories.nats_per_token", "joules_per_token"),
                List.of(),
                deployment(DeploymentSpec.Latency.MEASURED, 4));
        assertThatThrownBy(() -> EVALUATOR.inspect(spec))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("this host has no counter");
    }
}
