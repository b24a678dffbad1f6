package llamanas.engine.search.race;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.BitsDimension;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.FfnDimension;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;

/** Both ways keep the budget, and a front is quantized member by member. */
class BitsRaceTest {
    private static final ModelShape SHAPE = new ModelShape(4, 64, 256, 4, 4, 16, 50, 64, true, false, false);
    private static final FfnDimension WIDTHS = new FfnDimension(List.of(0, 1, 2, 3), List.of(64, 128, 192, 256));
    private static final SearchSpace SHAPES = new SearchSpace(SHAPE, List.of(WIDTHS));
    private static final SearchSpace JOINT = new SearchSpace(
            SHAPE, List.of(WIDTHS, new BitsDimension(List.of(0, 1, 2, 3), BitsDimension.Matrices.LAYER, Bits.CHOICES)));
    private static final int EVALUATIONS = 60;

    private final List<Architecture> measured = new ArrayList<>();
    private final BitsRace race = new BitsRace(JOINT, this::measure, EVALUATIONS);

    /** A loss that narrow layers and few bits raise. */
    private Evaluated measure(Architecture architecture) {
        measured.add(architecture);
        double loss = 0;
        for (LayerChoice layer : architecture.layers()) {
            loss += 1.0 / (1 + layer.ffn()) + Math.pow(2, -layer.bits().ffn());
        }
        double bytes = Cost.bytes(SHAPE, architecture, 2);
        return new Evaluated(JOINT.genome(architecture).orElseThrow(), List.of(loss, bytes), 0);
    }

    private static SearchProblem problem(SearchSpace space) {
        SearchSpec spec = new SearchSpec(
                "test",
                "",
                "bfloat16",
                List.of(),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of()),
                List.of(Objective.of("task.nats_per_token"), Objective.of("bytes")),
                List.of(),
                new StrategySpec(StrategySpec.NSGA2, 10, 0.9, 0, 1),
                EVALUATIONS,
                1);
        return SearchProblem.of(space, spec);
    }

    private static <T> List<T> distinct(List<T> list) {
        return list.stream().distinct().toList();
    }

    @Test
    void togetherSpendsTheWholeBudgetOnDifferentSubNetworks() {
        List<Evaluated> found = race.together(
                Strategies.create(new StrategySpec(StrategySpec.NSGA2, 10, 0.9, 0, 1), problem(JOINT), 1));
        assertThat(found).hasSize(EVALUATIONS);
        assertThat(distinct(measured)).hasSize(EVALUATIONS);
    }

    @Test
    void inTurnEndsWithTheFrontAtEachNumberOfBits() {
        List<Evaluated> found = race.inTurn(
                SHAPES,
                Strategies.create(new StrategySpec(StrategySpec.NSGA2, 10, 0.9, 0, 1), problem(SHAPES), 1),
                List.of(8, 4));
        assertThat(found.size()).isLessThanOrEqualTo(EVALUATIONS);
        Function<Integer, List<Architecture>> at = bits -> measured.stream()
                .filter(a -> a.layers().stream().allMatch(layer -> layer.bits().ffn() == bits))
                .toList();
        assertThat(at.apply(8)).isNotEmpty().hasSameSizeAs(at.apply(4));
        assertThat(at.apply(16).size() + at.apply(8).size() + at.apply(4).size())
                .isEqualTo(measured.size());
        List<List<Integer>> asLoaded =
                at.apply(16).stream().map(BitsRaceTest::widths).toList();
        assertThat(at.apply(8)).allSatisfy(a -> assertThat(asLoaded).contains(widths(a)));
    }

    private static List<Integer> widths(Architecture architecture) {
        return architecture.layers().stream().map(LayerChoice::ffn).toList();
    }
}
