package llamanas.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import org.jspecify.annotations.Nullable;

/** What has to hold between the values of a spec, wherever it comes from: a file, or JSON over HTTP. */
public final class SpecRules {
    private static final int LONGEST_DELIMITER = 16;
    private static final int LONGEST_NAME = 100;

    /** What a search of no checkpoint is in. */
    public static final String FLOAT32 = "float32";

    /** What networks can be in. */
    static final List<String> DTYPES = List.of(SearchSpec.AUTO, FLOAT32, "bfloat16");

    static final List<String> DEPTH_ORDERS = List.of(SpaceSpec.IMPORTANCE, SpaceSpec.TAIL);

    /**
     * A rule that does not hold.
     *
     * @param path of the key, for example {@code space.depth}
     * @param message what was found and what was expected
     */
    public record Violation(String path, String message) {}

    /** Names are printed, and become parts of names of files and metrics. */
    private static final String NAME = "[\\p{L}\\p{N}_][\\p{L}\\p{M}\\p{N} ._+(),\\[\\]'&#@:~-]{0,99}";

    private static final String TASK_NAME = "[A-Za-z0-9][A-Za-z0-9_-]{0,63}";
    private static final List<String> TEXT_METRICS = List.of(Metrics.NATS_PER_TOKEN, Metrics.PERPLEXITY);
    private static final List<String> CHOICE_METRICS = List.of(Metrics.ACC, Metrics.ACC_NORM);

    private final SearchSpec spec;
    private final Map<String, TaskSpec> tasks;

    private SpecRules(SearchSpec spec) {
        this.spec = spec;
        this.tasks = spec.tasks().stream().collect(Collectors.toMap(TaskSpec::name, Function.identity(), (a, b) -> a));
    }

    /**
     * Throws the first violation.
     *
     * @throws InvalidInputException where a rule does not hold
     */
    public static void check(SearchSpec spec) {
        firstViolation(spec).ifPresent(v -> {
            throw new InvalidInputException("spec " + brief(spec.name()) + ": " + v.path() + ": " + v.message());
        });
    }

    /** Empty for a spec that can be searched, as far as that can be said without its model and data. */
    public static Optional<Violation> firstViolation(SearchSpec spec) {
        SpecRules rules = new SpecRules(spec);
        return Stream.of(
                        LimitRules.of(spec),
                        rules.plainValues(),
                        spec.standIn() == null ? rules.model() : StandInRules.of(spec),
                        rules.objectives(),
                        spec.constraints().stream().map(c -> rules.bounds("constraints", c)),
                        rules.interest(),
                        rules.strategy(spec.strategy()),
                        spec.prepare() == null
                                ? Stream.<@Nullable Violation>empty()
                                : PrepareRules.prepare(spec.model(), spec.prepare()),
                        FidelityRules.of(spec),
                        DeploymentRules.of(spec))
                .flatMap(Function.identity())
                .filter(Objects::nonNull)
                .findFirst();
    }

    private Stream<@Nullable Violation> plainValues() {
        return Stream.of(
                require(
                        spec.name().matches(NAME),
                        "name",
                        spec.name().length() + " characters",
                        "1 to 100 letters, digits, spaces and . _ + - ( ) [ ] , ' & # @ : ~, the first a letter or digit"),
                oneOf(DTYPES, "dtype", spec.dtype()),
                require(
                        spec.computedIn() == null,
                        "computedIn",
                        String.valueOf(spec.computedIn()),
                        "nothing: a worker finds it"),
                require(spec.evaluations() >= 1, "evaluations", spec.evaluations(), "at least 1"),
                require(
                        spec.standIn() == null || !spec.singleChanges(),
                        "single-changes",
                        true,
                        "false: a stand-in has no model to change"));
    }

    /** What a search of a model needs, and a stand-in must not have. */
    private Stream<@Nullable Violation> model() {
        Stream<@Nullable Violation> given = Stream.of(
                require(!spec.model().isBlank(), "model", "nothing", "the folder of a checkpoint"),
                require(tasks.size() == spec.tasks().size(), "tasks", "a name twice", "different names"),
                require(!tasks.isEmpty(), "tasks", "none", "at least one task"));
        return Stream.of(given, spec.tasks().stream().map(this::task), SpaceRules.violations(spec.space()))
                .flatMap(Function.identity());
    }

    private @Nullable Violation task(TaskSpec task) {
        String path = "tasks." + task.name();
        boolean named = task.name().matches(TASK_NAME) && !Metrics.REPORT_PREFIX.equals(task.name() + ".");
        boolean oneKind = Stream.of(task.search(), task.report())
                        .filter(Objects::nonNull)
                        .map(TaskSpec::isMultipleChoice)
                        .distinct()
                        .count()
                == 1;
        return first(
                require(named, path, task.name(), "a name of letters, digits, _ and -, 64 at most, other than report"),
                require(oneKind, path, task.search() + " and " + task.report(), "two .jsonl files, or two texts"),
                require(!task.kl() || !isChoice(task), path + ".kl", true, "false: only a text has a KL divergence"),
                require(
                        task.delimiter().length() <= LONGEST_DELIMITER,
                        path + ".target_delimiter",
                        task.delimiter().length() + " characters",
                        LONGEST_DELIMITER + " at most"),
                require(task.limit() >= 0, path + ".limit", task.limit(), "0 (for all) or more"));
    }

    private Stream<@Nullable Violation> objectives() {
        Set<String> seen = new HashSet<>();
        boolean different = spec.objectives().stream().map(Objective::metric).allMatch(seen::add);
        Stream<@Nullable Violation> each = spec.objectives().stream().map(o -> metric("objectives", o.metric()));
        return Stream.concat(
                Stream.of(
                        require(!spec.objectives().isEmpty(), "objectives", "none", "at least one metric"),
                        require(different, "objectives", "a metric twice", "different metrics")),
                each);
    }

    private Stream<@Nullable Violation> interest() {
        InterestRules interest = new InterestRules(spec.objectives());
        Stream<@Nullable Violation> each =
                spec.interest().stream().map(c -> first(bounds(InterestRules.KEY, c), interest.of(c)));
        return Stream.concat(each, Stream.of(InterestRules.once(spec.interest())));
    }

    private @Nullable Violation bounds(String key, Constraint constraint) {
        String path = key + "." + constraint.metric();
        Double minimum = constraint.minimum();
        Double maximum = constraint.maximum();
        boolean possible = minimum == null || maximum == null || minimum <= maximum;
        return first(
                metric(path, constraint.metric()),
                require(minimum != null || maximum != null, path, "no bounds", "min, max, or both"),
                require(possible, path, "min " + minimum + " above max " + maximum, "min <= max"));
    }

    private Stream<@Nullable Violation> strategy(StrategySpec s) {
        Stream<@Nullable Violation> common = Stream.of(
                oneOf(StrategySpec.NAMES, "strategy.name", s.name()),
                s.predictor().equals(StrategySpec.AUTO)
                        ? null
                        : oneOf(StrategySpec.PREDICTORS, "strategy.predictor", s.predictor()),
                require(
                        s.weights().isEmpty()
                                || s.weights().size() == spec.objectives().size(),
                        "strategy.weights",
                        s.weights().size() + " weights",
                        "one for each of the " + spec.objectives().size() + " objectives"),
                require(
                        s.weights().stream().allMatch(w -> w >= 0 && Double.isFinite(w))
                                && (s.weights().isEmpty()
                                        || s.weights().stream().anyMatch(w -> w > 0)),
                        "strategy.weights",
                        s.weights(),
                        "numbers from 0 on, one above 0 at least"),
                require(s.population() >= 2, "strategy.population", s.population(), "2 or more"),
                require(isShare(s.crossover()), "strategy.crossover", s.crossover(), "a number from 0 to 1"),
                require(isShare(s.mutation()), "strategy.mutation", s.mutation(), "a number from 0 to 1"),
                require(s.predictions() >= 1, "strategy.predictions", s.predictions(), "1 or more"));
        return Stream.concat(
                common, s.options().entrySet().stream().map(o -> option(s.name(), o.getKey(), o.getValue())));
    }

    private static @Nullable Violation option(String strategy, String name, double value) {
        String path = "strategy." + name;
        Optional<StrategyOption> option = StrategyOption.of(strategy, name);
        return option.isEmpty()
                ? require(false, path, "it", "nothing: " + strategy + " has no such option")
                : require(option.get().allows(value), path, value, option.get().expected());
    }

    /** Whether the search can know the metric: computed exactly, or measured by a task on data that the search sees. */
    private @Nullable Violation metric(String path, String metric) {
        if (spec.standIn() != null) {
            return new StandInRules(spec, spec.standIn()).metric(path, metric);
        }
        if (Metrics.isExact(metric)) {
            return null;
        }
        if (Metrics.isDeployed(metric)) {
            return DeploymentRules.metric(spec, path, metric);
        }
        int dot = metric.lastIndexOf('.');
        TaskSpec task = dot < 0 ? null : tasks.get(metric.substring(0, dot));
        List<String> known = known();
        if (task == null || !metricsOf(task).contains(metric.substring(dot + 1))) {
            String near = Nearest.to(metric, known)
                    .map(n -> "; did you mean " + n + "?")
                    .orElse("");
            return require(false, path, metric, "one of " + String.join(", ", known) + near);
        }
        return require(task.search() != null, path, metric, "a metric of a task with search = FILE, to search by");
    }

    private List<String> known() {
        Stream<String> ofTasks = spec.tasks().stream()
                .filter(task -> task.search() != null)
                .flatMap(task -> metricsOf(task).stream().map(m -> Metrics.ofTask(task.name(), m)));
        return Stream.of(
                        Metrics.EXACT.stream(),
                        spec.deployment() == null ? Stream.<String>empty() : Metrics.DEPLOYED.stream(),
                        ofTasks)
                .flatMap(Function.identity())
                .toList();
    }

    private static List<String> metricsOf(TaskSpec task) {
        if (isChoice(task)) {
            return CHOICE_METRICS;
        }
        return task.kl()
                ? Stream.concat(TEXT_METRICS.stream(), Stream.of(Metrics.KL)).toList()
                : TEXT_METRICS;
    }

    private static boolean isChoice(TaskSpec task) {
        return Stream.of(task.search(), task.report()).filter(Objects::nonNull).anyMatch(TaskSpec::isMultipleChoice);
    }

    private static String brief(String name) {
        return name.substring(0, Math.min(name.length(), LONGEST_NAME));
    }

    static boolean isShare(double value) {
        return value >= 0 && value <= 1;
    }

    private static @Nullable Violation first(@Nullable Violation... violations) {
        return Stream.of(violations).filter(Objects::nonNull).findFirst().orElse(null);
    }

    static @Nullable Violation oneOf(List<String> known, String path, String found) {
        return require(known.contains(found), path, found, "one of " + String.join(", ", known));
    }

    static @Nullable Violation require(boolean holds, String path, Object found, String expected) {
        return holds ? null : new Violation(path, "found " + Shown.of(found) + ", expected " + expected);
    }
}
