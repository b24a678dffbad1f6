package llamanas.config;

import java.util.List;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.FidelitySpec;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.search.TrainSpec;
import org.jspecify.annotations.Nullable;

/**
 * The most that a spec may ask for of everything that is allocated or looped over: far beyond what anybody has a use for, and
 * near enough that no spec can fill a node's memory or keep it busy for ever. What is least is for the other rules to say.
 */
public final class LimitRules {
    /** Evaluations of a search, with all that it is extended by. */
    public static final int EVALUATIONS = 10_000_000;

    /** Characters of a path, as Linux has it. */
    static final int PATH = 4096;

    /** Characters of a search's name and of a metric's. */
    static final int NAME = 200;

    static final int TASKS = 100;

    /** Beyond it neither non-dominance nor a hypervolume says anything, and the latter takes for ever. */
    static final int OBJECTIVES = 15;

    static final int BOUNDS = 100;
    static final int POPULATION = 10_000;
    static final int PREDICTIONS = 1_000_000;
    static final int REFERENCE_POINTS = 100_000;

    /** Values of a list that a layer chooses from. */
    static final int CHOICES = 256;

    /** Ways to make one layer, over all depths. */
    static final int LAYER_CHOICES = 20_000;

    static final int LAYERS = 1024;
    static final int RATE = 1000;
    static final int WIDTH = 1 << 20;
    static final int HEADS = 4096;

    /** Positions of a context, a window or a training block. */
    static final int POSITIONS = 1 << 24;

    /** Tokens of a forward pass. */
    static final int TOKENS = 1 << 26;

    static final int BATCH = 65_536;
    static final int GENES = 10_000;
    static final int ALL_CHOICES = 1_000_000;
    static final int STEPS = 100_000_000;
    static final int ITEMS = 1_000_000_000;
    static final int FILES = 1000;
    static final int RUNGS = 100;

    private LimitRules() {}

    /** All but those of {@link #space} and {@link #train}, which files of their own have too. */
    static Stream<@Nullable Violation> of(SearchSpec spec) {
        return Stream.of(
                        lengths(spec),
                        counts(spec),
                        spec.tasks().stream().flatMap(LimitRules::task),
                        spec.objectives().stream().map(Objective::metric).map(m -> length("objectives", m, NAME)),
                        spec.constraints().stream().flatMap(c -> bounds("constraints", c)),
                        spec.interest().stream().flatMap(c -> bounds("interest", c)),
                        strategy(spec.strategy(), spec.objectives().size()),
                        Stream.ofNullable(spec.standIn()).flatMap(LimitRules::standIn),
                        Stream.ofNullable(spec.fidelity()).flatMap(LimitRules::fidelity),
                        Stream.ofNullable(spec.deployment()).flatMap(LimitRules::deployment),
                        Stream.ofNullable(spec.prepare()).flatMap(LimitRules::prepare))
                .flatMap(rules -> rules);
    }

    private static Stream<@Nullable Violation> lengths(SearchSpec spec) {
        return Stream.of(length("name", spec.name(), NAME), length("model", spec.model(), PATH));
    }

    private static Stream<@Nullable Violation> counts(SearchSpec spec) {
        return Stream.of(
                most("evaluations", spec.evaluations(), EVALUATIONS, ""),
                size("tasks", spec.tasks(), TASKS),
                size("objectives", spec.objectives(), OBJECTIVES),
                size("constraints", spec.constraints(), BOUNDS),
                size("interest", spec.interest(), BOUNDS));
    }

    private static Stream<@Nullable Violation> task(TaskSpec task) {
        String path = "tasks." + Shown.of(task.name());
        return Stream.of(
                length("tasks", task.name(), NAME / 2),
                length(path + ".search", task.search(), PATH),
                length(path + ".report", task.report(), PATH),
                most(path + ".limit", task.limit(), ITEMS, ""));
    }

    private static Stream<@Nullable Violation> bounds(String key, Constraint bounds) {
        String path = key + "." + Shown.of(bounds.metric());
        return Stream.of(
                length(key, bounds.metric(), NAME),
                finite(path + ".min", bounds.minimum()),
                finite(path + ".max", bounds.maximum()));
    }

    private static Stream<@Nullable Violation> strategy(StrategySpec s, int objectives) {
        double divisions = s.options().getOrDefault(StrategyOption.DIVISIONS, 0.0);
        return Stream.of(
                most("strategy.population", s.population(), POPULATION, ""),
                most("strategy.predictions", s.predictions(), PREDICTIONS, ""),
                size("strategy.weights", s.weights(), OBJECTIVES),
                size(
                        "strategy",
                        List.copyOf(s.options().keySet()),
                        StrategyOption.names().size()),
                most(
                        "strategy.divisions",
                        referencePoints(objectives, divisions),
                        REFERENCE_POINTS,
                        "reference points of " + objectives + " objectives"));
    }

    /** C(p + m - 1, m - 1) for p divisions of m objectives. */
    private static double referencePoints(int objectives, double divisions) {
        double points = 1;
        for (int i = 1; i < objectives; i++) {
            points = points * (divisions + i) / i;
        }
        return Math.rint(points);
    }

    static Stream<@Nullable Violation> space(SpaceSpec space) {
        long bits = Math.max(1, space.bits().layer().size())
                * Math.max(1L, space.bits().attention().size())
                * Math.max(1, space.bits().ffn().size());
        long layer = bits
                * Math.max(1, space.depth().size())
                * Math.max(1, space.ffn().size())
                * Math.max(1, space.kvHeads().size())
                * Math.max(1, space.operators().size());
        return Stream.of(
                each("space.depth.counts", space.depth(), LAYERS, LAYERS),
                each("space.keep", space.keep().layers(), LAYERS, LAYERS - 1),
                each("space.attention", space.attention().layers(), LAYERS, LAYERS - 1),
                each("space.ffn", space.ffn(), CHOICES, WIDTH),
                each("space.kv-heads", space.kvHeads(), CHOICES, HEADS),
                size("space.bits", space.bits().layer(), CHOICES),
                size("space.bits.attention", space.bits().attention(), CHOICES),
                size("space.bits.ffn", space.bits().ffn(), CHOICES),
                size("space.attention.operators", space.operators(), CHOICES),
                each(
                        "space.attention.operators",
                        space.operators().stream().map(o -> o.window()).toList(),
                        CHOICES,
                        POSITIONS),
                most("space", (double) layer, LAYER_CHOICES, "ways to make a layer, over all depths"));
    }

    private static Stream<@Nullable Violation> standIn(StandInSpec standIn) {
        return Stream.of(
                length("stand-in.table", standIn.table(), PATH),
                length("stand-in.function", standIn.function(), NAME),
                most("stand-in.genes", standIn.genes(), GENES, ""),
                most(
                        "stand-in.choices",
                        (double) standIn.genes() * standIn.choices(),
                        ALL_CHOICES,
                        "of all genes together"),
                most("stand-in.objectives", standIn.objectives(), OBJECTIVES, ""));
    }

    private static Stream<@Nullable Violation> fidelity(FidelitySpec fidelity) {
        return Stream.of(size("fidelity.rungs", fidelity.rungs(), RUNGS));
    }

    private static Stream<@Nullable Violation> deployment(DeploymentSpec d) {
        double tokens = (double) d.batch() * ((double) d.prompt() + d.generate());
        return Stream.of(
                most("deployment.batch", d.batch(), BATCH, ""),
                most("deployment.prompt", d.prompt(), POSITIONS, "tokens"),
                most("deployment.generate", d.generate(), POSITIONS, "tokens"),
                most("deployment", tokens, TOKENS, "tokens of all sequences"));
    }

    private static Stream<@Nullable Violation> prepare(PrepareSpec prepare) {
        return Stream.of(
                length("prepare.out", prepare.out(), PATH), length("prepare.calibration", prepare.calibration(), PATH));
    }

    /** @param at path of its section with a dot behind it; empty for the top of a file */
    static Stream<@Nullable Violation> train(String at, TrainSpec t) {
        Stream<@Nullable Violation> files = t.data().stream().map(file -> length(at + "data", file, PATH));
        return Stream.concat(
                files,
                Stream.of(
                        size(at + "data", t.data(), FILES),
                        most(at + "own-tokens", (double) t.ownTokens(), ITEMS, ""),
                        most(at + "rank", t.rank(), HEADS, ""),
                        most(at + "subnetworks", t.subnetworks(), LAYERS, ""),
                        most(at + "steps", t.steps(), STEPS, ""),
                        most(at + "batch", t.batch(), BATCH, ""),
                        most(at + "accumulation", t.accumulation(), BATCH, ""),
                        most(at + "block", t.block(), POSITIONS, "tokens"),
                        most(at + "batch", (double) t.batch() * t.block(), TOKENS, "tokens of all blocks"),
                        most(at + "learning-rate", t.learningRate(), RATE, ""),
                        most(at + "clip", t.clip(), ITEMS, ""),
                        most(at + "save-minutes", t.saveMinutes(), ITEMS, "")));
    }

    private static @Nullable Violation each(String path, List<Integer> found, int count, int most) {
        Violation many = size(path, found, count);
        return many != null
                ? many
                : found.stream()
                        .filter(value -> value > most)
                        .findFirst()
                        .map(value -> most(path, value, most, ""))
                        .orElse(null);
    }

    /** What is no finite number is left to the rules of its key. */
    private static @Nullable Violation most(String path, double found, int most, String what) {
        String of = what.isEmpty() ? "" : " " + what;
        return found <= most || !Double.isFinite(found)
                ? null
                : new Violation(path, "found " + number(found) + of + ", expected at most " + most);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }

    private static @Nullable Violation finite(String path, @Nullable Double found) {
        return found == null || Double.isFinite(found)
                ? null
                : new Violation(path, "found " + found + ", expected a number that is finite");
    }

    private static @Nullable Violation size(String path, List<?> found, int most) {
        return found.size() <= most
                ? null
                : new Violation(path, "found " + found.size() + " elements, expected at most " + most);
    }

    private static @Nullable Violation length(String path, @Nullable String found, int most) {
        return found == null || found.length() <= most
                ? null
                : new Violation(
                        path,
                        "found " + Shown.of(found) + " of " + found.length() + " characters, expected at most " + most);
    }
}
