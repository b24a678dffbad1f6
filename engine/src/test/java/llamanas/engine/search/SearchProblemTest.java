package llamanas.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.search.strategy.Networks;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;

class SearchProblemTest {
    private static final String NATS = "t.nats_per_token";
    private final SearchSpace space = Spaces.llamaNas();

    @Example
    void exactCostsAreComputedAndExpensiveOnesUnknown() {
        SearchProblem problem = problem();
        Architecture smallest = space.architecture(problem.initial().get(1));
        double[] costs = problem.exactCosts(problem.initial().get(1));
        assertThat(costs[0]).isNaN();
        assertThat(costs[1]).isEqualTo((double) Cost.parameters(space.shape(), smallest));
    }

    @Example
    void startsFromTheFullNetworkAndTheSmallest() {
        List<Architecture> initial =
                problem().initial().stream().map(space::architecture).toList();
        assertThat(initial).first().isEqualTo(Architecture.full(space.shape()));
        assertThat(initial).hasSize(2);
        assertThat(Cost.parameters(space.shape(), initial.get(1))).isEqualTo(3_496_153_088L);
    }

    @Example
    void bytesFollowTheDtype() {
        Architecture full = Architecture.full(space.shape());
        Map<String, Double> metrics = problem().exactMetrics(full);
        assertThat(metrics).containsOnlyKeys("parameters", "bytes", "flops");
        assertThat(metrics.get("bytes")).isEqualTo(4 * 6_738_415_616.0);
        assertThat(metrics.get("flops")).isEqualTo((double) Cost.flops(space.shape(), full, 4096));
        assertThat(ExactMetrics.of(space.shape(), in("bfloat16"), null).of("bytes", full))
                .isEqualTo(2 * 6_738_415_616.0);
        assertThatThrownBy(() -> ExactMetrics.of(space.shape(), in("int3"), null))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("int3")
                .hasMessageContaining("bfloat16");
    }

    private static SearchSpec in(String dtype) {
        SearchSpec spec = Networks.spec(List.of());
        return new SearchSpec(
                spec.name(),
                spec.model(),
                dtype,
                spec.tasks(),
                spec.space(),
                spec.objectives(),
                spec.constraints(),
                spec.strategy(),
                spec.evaluations(),
                spec.seed());
    }

    @Example
    void whatLacksAFiniteMetricHasFailed() {
        SearchProblem problem = problem(new Constraint("t.acc", 0.5, null));
        Genome full = problem.initial().get(0);
        assertThat(problem.evaluated(full, Map.of(NATS, 2.0)).failed())
                .as("no accuracy")
                .isTrue();
        assertThat(problem.evaluated(full, Map.of("t.acc", 0.7)).failed())
                .as("no nats")
                .isTrue();
        assertThat(problem.evaluated(full, Map.of(NATS, Double.POSITIVE_INFINITY, "t.acc", 0.7))
                        .failed())
                .isTrue();
        assertThat(problem.evaluated(full, new EvaluationOutcome.Failed("broke"))
                        .failed())
                .isTrue();
        assertThat(problem.evaluated(full, new EvaluationOutcome.Infeasible("too big"))
                        .failed())
                .isTrue();
        assertThat(problem.evaluated(full, Map.of(NATS, 2.0, "t.acc", 0.7)))
                .isEqualTo(new Evaluated(full, List.of(2.0, 6_738_415_616.0), 0));
    }

    @Example
    void measuredConstraintsBecomeViolations() {
        SearchProblem problem = problem(new Constraint("t.acc", 0.5, null), new Constraint(NATS, null, 2.0));
        Genome full = problem.initial().get(0);
        Evaluated bad = problem.evaluated(full, Map.of(NATS, 3.0, "t.acc", 0.25));
        assertThat(bad.violation()).isCloseTo(0.5 + 0.5, within(1e-12));
        assertThat(bad.feasible()).isFalse();
        assertThat(new Constraint("t.kl", null, 0.0).violation(Map.of("t.kl", 0.25)))
                .as("a bound of 0 has no size to compare with")
                .isEqualTo(0.25);
    }

    @Example
    void aBoundBelowTheSmallestIsRefused() {
        assertThatThrownBy(() -> problem(new Constraint("parameters", null, 3e9)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'parameters <= 3000000000'")
                .hasMessageContaining("nearest value that it reaches is 3496153088");
        assertThatThrownBy(() -> problem(new Constraint("bytes", 3e10, null)))
                .hasMessageContaining("'30000000000 <= bytes'")
                .hasMessageContaining("nearest value that it reaches is 26953662464");
    }

    @Example
    void aGapBetweenReachableSizesIsFound() {
        // Neighbouring widths are 67.6 M parameters apart: 28 layers with one narrow one have 5.861 B, with none 5.929
        // B.
        assertThatThrownBy(() -> problem(new Constraint("parameters", 5.88e9, 5.9e9)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("5880000000 <= parameters <= 5900000000")
                .hasMessageMatching(".*nearest value that it reaches is \\d+;.*");
        SearchProblem narrow = problem(new Constraint("parameters", 5.8e9, 5.9e9));
        assertThat(narrow.initial()).hasSize(1).allMatch(narrow::feasible);
    }

    @Example
    void constraintsThatExcludeEachOtherAreRefused() {
        double half = 0.6 * Cost.flops(space.shape(), Architecture.full(space.shape()), 4096);
        assertThatThrownBy(
                        () -> problem(new Constraint("parameters", 6.5e9, null), new Constraint("flops", null, half)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("parameters")
                .hasMessageContaining("flops")
                .hasMessageContaining("each can hold alone");
    }

    @Example
    void anInterestThatNothingReachesIsRefused() {
        SearchSpec spec = Networks.spec(List.of());
        assertThatThrownBy(() -> interested(spec, new Constraint("parameters", null, 1.0)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        "interest in 'parameters <= 1' can't be met: the space reaches 3496153088 to 6738415616, and"
                                + " the nearest value that it reaches is 3496153088; move the bound or widen the space");
        interested(spec, new Constraint("parameters", null, 3_496_153_088.0));
        interested(spec, new Constraint(NATS, null, -1.0));
    }

    @Example
    void anInterestThatTheConstraintsExcludeIsRefused() {
        SearchSpec spec = Networks.spec(List.of(new Constraint("bytes", 2e10, null)));
        assertThatThrownBy(() -> interested(spec, new Constraint("parameters", null, 4e9)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("inside of all of 'parameters <= 4000000000'")
                .hasMessageContaining("holds the constraints '20000000000 <= bytes'");
        interested(spec, new Constraint("parameters", null, 5.1e9));
    }

    private void interested(SearchSpec spec, Constraint interest) {
        SearchProblem.of(
                space,
                new SearchSpec(
                        spec.name(),
                        spec.model(),
                        spec.dtype(),
                        spec.tasks(),
                        spec.space(),
                        spec.objectives(),
                        spec.constraints(),
                        spec.strategy(),
                        spec.evaluations(),
                        spec.seed(),
                        null,
                        null,
                        null,
                        false,
                        null,
                        List.of(interest),
                        false,
                        null));
    }

    @Example
    void noObjectivesAreRefused() {
        SearchSpec spec = Networks.spec(List.of());
        SearchSpec none = new SearchSpec(
                spec.name(),
                spec.model(),
                spec.dtype(),
                spec.tasks(),
                spec.space(),
                List.of(),
                List.of(),
                spec.strategy(),
                10,
                1);
        assertThatThrownBy(() -> SearchProblem.of(space, none)).hasMessageContaining("objectives");
    }

    /** Whether a bound can hold, what is nearest, and the first proposals, against going through the whole space. */
    @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
    void boundsAreDecidedRightly(
            @ForAll("spaces") SearchSpace small,
            @ForAll @DoubleRange(min = 0, max = 1) double at,
            @ForAll @DoubleRange(min = 0, max = 0.3) double width) {
        List<Double> reachable = Enumeration.of(small).stream()
                .map(g -> (double) Cost.parameters(small.shape(), small.architecture(g)))
                .sorted()
                .toList();
        double least = reachable.get(0);
        double most = reachable.get(reachable.size() - 1);
        double low = least + Math.rint(at * 1.2 * (most - least + 1)) - 20;
        double high = low + Math.rint(width * (most - least));
        boolean satisfiable = reachable.stream().anyMatch(v -> v >= low && v <= high);
        SearchSpec spec = Networks.spec(List.of(new Constraint("parameters", low, high)));
        if (satisfiable) {
            SearchProblem problem = SearchProblem.of(small, spec);
            assertThat(problem.initial()).isNotEmpty().allMatch(problem::feasible);
        } else {
            double nearest = reachable.stream()
                    .mapToDouble(v -> Math.max(low - v, v - high))
                    .min()
                    .orElseThrow();
            List<String> possible = new ArrayList<>();
            reachable.stream()
                    .filter(v -> Math.max(low - v, v - high) == nearest)
                    .forEach(v -> possible.add("nearest value that it reaches is " + v.longValue() + ";"));
            assertThatThrownBy(() -> SearchProblem.of(small, spec))
                    .isInstanceOf(InvalidInputException.class)
                    .satisfies(e ->
                            assertThat(possible).anyMatch(text -> e.getMessage().contains(text)));
        }
    }

    @Provide
    Arbitrary<SearchSpace> spaces() {
        return Spaces.any();
    }

    private SearchProblem problem(Constraint... constraints) {
        return SearchProblem.of(space, Networks.spec(List.of(constraints)));
    }
}
