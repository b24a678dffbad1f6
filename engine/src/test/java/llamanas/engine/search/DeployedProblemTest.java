package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import llamanas.engine.search.strategy.Hints;
import llamanas.engine.search.strategy.Networks;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

/** Memory and latency as objectives and constraints. */
class DeployedProblemTest {
    private static final DeploymentSpec TABLE = new DeploymentSpec(2, 32, 16, Latency.TABLE, WithoutKernel.REFUSE);
    private static final DeviceProfile PROFILE = Profiles.ofAnything(TABLE);

    private static SearchSpec spec(DeploymentSpec deployment, Constraint... constraints) {
        SearchSpec spec = Networks.spec(List.of(constraints));
        return new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                Stream.concat(spec.objectives().stream(), Stream.of(Objective.of("decode_ms")))
                        .toList(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed(),
                null,
                null,
                null,
                false,
                deployment);
    }

    /** Whether a bound can hold, what is nearest, and the first proposals, against going through the whole space. */
    @Property(tries = 150, edgeCases = EdgeCasesMode.NONE)
    void boundsAreDecidedRightly(
            @ForAll("spaces") SearchSpace small,
            @ForAll("metrics") String metric,
            @ForAll @DoubleRange(min = 0, max = 1) double at,
            @ForAll @DoubleRange(min = 0, max = 0.3) double width) {
        SearchProblem free = SearchProblem.of(small, spec(TABLE), PROFILE);
        ToDoubleFunction<Genome> value =
                g -> free.exactMetrics(small.architecture(g)).get(metric);
        double[] reachable =
                Enumeration.of(small).stream().mapToDouble(value).sorted().toArray();
        double span = reachable[reachable.length - 1] - reachable[0];
        double low = reachable[0] + (at * 1.2 - 0.1) * span;
        double high = low + width * span;
        SearchSpec bounded = spec(TABLE, new Constraint(metric, low, high));
        double nearest = Double.POSITIVE_INFINITY;
        for (double v : reachable) {
            nearest = Math.min(nearest, Math.max(0, Math.max(low - v, v - high)));
        }
        if (nearest == 0) {
            SearchProblem problem = SearchProblem.of(small, bounded, PROFILE);
            assertThat(problem.initial()).isNotEmpty().allMatch(problem::feasible);
            return;
        }
        double distance = nearest;
        assertThatThrownBy(() -> SearchProblem.of(small, bounded, PROFILE))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> {
                    double named = Double.parseDouble(e.getMessage().replaceAll(".*it reaches is ([-0-9.]+);.*", "$1"));
                    assertThat(reachable).as("the nearest value is reached").contains(named);
                    assertThat(Math.max(low - named, named - high) - distance)
                            .isLessThan(metric.endsWith("_ms") ? 2e-6 : 1);
                });
    }

    @Example
    void aLatencyBoundBelowTheFastestIsRefusedWithTheNearestThatHolds() {
        SearchSpace space = Spaces.llamaNas();
        assertThatThrownBy(() -> SearchProblem.of(space, spec(TABLE, new Constraint("decode_ms", null, 1.0)), PROFILE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("constraint 'decode_ms <= 1' can't hold")
                .satisfies(e -> {
                    String named = String.valueOf(e.getMessage()).replaceAll(".*it reaches is ([-0-9.]+);.*", "$1");
                    Constraint holds = new Constraint("decode_ms", null, new BigDecimal(named).doubleValue());
                    SearchProblem problem = SearchProblem.of(space, spec(TABLE, holds), PROFILE);
                    assertThat(problem.initial())
                            .as("what the message names can be written down")
                            .hasSize(1);
                });
    }

    /** Three objectives, of which two are computed, within a limit of memory and a bound of latency. */
    @Example
    void noStrategyProposesAnythingOutsideOfTheBounds() {
        SearchSpace space = Spaces.llamaNas();
        SearchProblem free = SearchProblem.of(space, spec(TABLE), PROFILE);
        Map<String, Double> full = free.exactMetrics(Architecture.full(space.shape()));
        Constraint memory = new Constraint("memory_bytes", null, 0.85 * full.get("memory_bytes"));
        Constraint latency = new Constraint("decode_ms", null, 0.9 * full.get("decode_ms"));
        SearchProblem bounded = SearchProblem.of(space, spec(TABLE, memory, latency), PROFILE);
        for (String name : List.of("linas", "nsga3", "nsga2", "additive")) {
            Strategy strategy = Strategies.create(new StrategySpec(name, 12, 0.9, 0, 200), bounded, 3, Hints.NONE);
            int proposed = 0;
            for (int generation = 0; generation < 4; generation++) {
                List<Genome> genomes = strategy.ask(12);
                proposed += genomes.size();
                for (Genome genome : genomes) {
                    Map<String, Double> metrics = free.exactMetrics(space.architecture(genome));
                    assertThat(memory.violation(metrics) + latency.violation(metrics))
                            .as(name)
                            .isZero();
                }
                strategy.tell(genomes.stream()
                        .map(genome ->
                                bounded.evaluated(genome, Map.of("t.nats_per_token", 4 - 1e-7 * genome.hashCode() % 1)))
                        .toList());
            }
            assertThat(proposed).as(name).isGreaterThan(20);
        }
    }

    @Example
    void latenciesAreExpensiveUntilThereIsAProfile() {
        SearchSpace space = Spaces.llamaNas();
        Constraint impossible = new Constraint("decode_ms", null, 1.0);
        SearchProblem before = SearchProblem.of(space, spec(TABLE, impossible));
        Genome full = before.initial().get(0);
        assertThat(before.exactCosts(full)[2]).isNaN();
        assertThat(before.exactMetrics(space.architecture(full)))
                .containsKeys("kv_bytes", "memory_bytes")
                .doesNotContainKey("decode_ms");
        SearchProblem after = SearchProblem.of(space, spec(TABLE), PROFILE);
        assertThat(after.exactCosts(full)[2]).isPositive();
        Evaluated told = after.evaluated(full, Map.of("t.nats_per_token", 2.0, "decode_ms", 1e9));
        assertThat(told.costs().get(2)).as("what is computed wins").isEqualTo(after.exactCosts(full)[2]);
        DeploymentSpec measured = new DeploymentSpec(2, 32, 16, Latency.MEASURED, WithoutKernel.REFUSE);
        assertThat(SearchProblem.of(space, spec(measured), PROFILE).exactCosts(full)[2])
                .as("measured, whatever a profile says")
                .isNaN();
    }

    @Example
    void memoryIsWeightsCacheAndTheLargestActivations() {
        SearchSpace space = Spaces.llamaNas();
        Architecture full = Architecture.full(space.shape());
        Map<String, Double> metrics =
                SearchProblem.of(space, spec(TABLE), PROFILE).exactMetrics(full);
        double cache = 2.0 * 32 * 4096 * 2 * (32 + 16) * 4;
        double activations = (2.0 * 4096 + 3 * 11008) * 2 * 32 * 4;
        assertThat(metrics.get("kv_bytes")).isEqualTo(cache);
        assertThat(metrics.get("memory_bytes")).isEqualTo(metrics.get("bytes") + cache + activations);
    }

    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Spaces.any();
    }

    @Provide
    Arbitrary<String> metrics() {
        return Arbitraries.of("memory_bytes", "kv_bytes", "decode_ms", "prefill_ms");
    }
}
