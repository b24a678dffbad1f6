package llamanas.protocol.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A number that only some strategies have a use for.
 *
 * @param name as in a spec, below {@code strategy}
 * @param standard its value where a spec says nothing
 * @param low smallest value, included
 * @param high largest value, included
 * @param meaning for people
 * @param whole whether only whole numbers make sense
 */
public record StrategyOption(String name, double standard, double low, double high, String meaning, boolean whole) {
    /** Of {@link StrategySpec#NSGA3}: divisions of each objective's axis between reference points. */
    public static final String DIVISIONS = "divisions";

    /** Of {@link StrategySpec#AGEING}: candidates that compete to be a parent. */
    public static final String SAMPLE = "sample";

    /** Of {@link StrategySpec#AGEING}, {@link StrategySpec#EVOPRESS} and {@link StrategySpec#LINAS}: candidates of a generation. */
    public static final String BATCH = "batch";

    /** Of {@link StrategySpec#LINAS}: candidates of the first generation; where damages are known, at most. */
    public static final String FIRST = "first";

    /** Points of the sweep over the weight of size that gates are trained for. */
    public static final String SWEEP = "sweep";

    /** What all parameters are worth at the first point of the sweep, nats/token. */
    public static final String SIZE_WEIGHT_LOW = "size-weight-low";

    /** The same at its last point; those in between are spaced evenly on a logarithmic scale. */
    public static final String SIZE_WEIGHT_HIGH = "size-weight-high";

    /** What all FLOPs are worth, as a multiple of what all parameters are. */
    public static final String LATENCY_WEIGHT = "latency-weight";

    /** Steps of the optimiser at each point. */
    public static final String GATE_STEPS = "gate-steps";

    /** Learning rate of the gates' logits. */
    public static final String GATE_RATE = "gate-rate";

    /** Temperature of the gates' softmax that each point ends at; it begins at 1. */
    public static final String GATE_TEMPERATURE = "gate-temperature";

    /** Price of the gates' mean entropy, nats/token a nat, at the end of each point; it begins at 0. */
    public static final String GATE_ENTROPY = "gate-entropy";

    /** Single changes of the full network that are measured at most before damages are added up. */
    public static final String PROBES = "probes";

    /** Step of a policy's logits along the gradient. */
    public static final String LEARNING_RATE = "learning-rate";

    /** What a nat of a policy's entropy is worth, beside rewards of unit spread. */
    public static final String ENTROPY = "entropy";

    /** Share of the old baseline in the new one, once a generation. */
    public static final String BASELINE_DECAY = "baseline-decay";

    private static final List<StrategyOption> GATES = List.of(
            whole(SWEEP, 12, 1, 200, "points of the sweep over the weight of size"),
            new StrategyOption(SIZE_WEIGHT_LOW, 0.05, 1e-6, 1e6, "nats/token for all parameters at its first point"),
            new StrategyOption(SIZE_WEIGHT_HIGH, 10, 1e-6, 1e6, "nats/token for all parameters at its last point"),
            new StrategyOption(LATENCY_WEIGHT, 0, 0, 1e6, "worth of all FLOPs as a multiple of that of all parameters"),
            whole(GATE_STEPS, 30, 1, 100_000, "training steps of the gates at each point"),
            new StrategyOption(GATE_RATE, 0.1, 1e-6, 10, "learning rate of the gates"),
            new StrategyOption(GATE_TEMPERATURE, 0.5, 0.01, 10, "temperature of the gates at the end of each point"),
            new StrategyOption(GATE_ENTROPY, 0, 0, 1e6, "price of the gates' mean entropy, nats/token a nat"));

    private static final List<StrategyOption> AGEING = List.of(
            whole(SAMPLE, 10, 1, 10_000, "how many of the newest candidates compete to be a parent"),
            whole(BATCH, 10, 1, 10_000, "children of one generation, all made from the same window"));

    private static final List<StrategyOption> SWITCHES =
            List.of(whole(BATCH, 10, 1, 10_000, "children of one generation, spread over the sizes of the front"));

    private static final List<StrategyOption> PREDICTED = List.of(
            whole(FIRST, 12, 1, 10_000, "candidates of the first generation, the population at most"),
            whole(BATCH, 5, 1, 10_000, "candidates of the next ones, which grow to a tenth of what is measured"));

    private static final List<StrategyOption> REFERENCE_POINTS = List.of(
            whole(DIVISIONS, 0, 0, 1000, "parts of an axis between reference points; 0 follows the population"));

    private static final List<StrategyOption> SINGLE_CHANGES = List.of(whole(
            PROBES, 128, 0, 100_000, "single changes of the full network to measure at most before they are added up"));

    private static final List<StrategyOption> POLICY = List.of(
            new StrategyOption(LEARNING_RATE, 2, 1e-6, 1000, "step of the policy's logits along the gradient"),
            new StrategyOption(ENTROPY, 0.01, 0, 100, "reward of the policy's entropy, per nat"),
            new StrategyOption(BASELINE_DECAY, 0.7, 0, 1, "share of the old baseline in the new one"));

    /** By strategy; one that is not here has no options. */
    private static final Map<String, List<StrategyOption>> OPTIONS = Map.ofEntries(
            Map.entry(StrategySpec.ADDITIVE, SINGLE_CHANGES),
            Map.entry(StrategySpec.AGEING, AGEING),
            Map.entry(StrategySpec.EVOPRESS, SWITCHES),
            Map.entry(StrategySpec.GRADIENT, GATES),
            Map.entry(StrategySpec.LINAS, PREDICTED),
            Map.entry(StrategySpec.NSGA3, REFERENCE_POINTS),
            Map.entry(StrategySpec.REINFORCE, POLICY));

    /** Any number within the range. */
    public StrategyOption(String name, double standard, double low, double high, String meaning) {
        this(name, standard, low, high, meaning, false);
    }

    private static StrategyOption whole(String name, int standard, int low, int high, String meaning) {
        return new StrategyOption(name, standard, low, high, meaning, true);
    }

    /** Whether a value is in the range, and whole where it has to be. */
    public boolean allows(double value) {
        return value >= low && value <= high && (!whole || value == Math.rint(value));
    }

    /** What values are allowed, for people: {@code a whole number from 1 to 50: ..}. */
    public String expected() {
        return (whole
                        ? "a whole number from " + (long) low + " to " + (long) high
                        : "a number from " + low + " to " + high)
                + ": " + meaning;
    }

    /** Of a strategy, in the order in which people should read them. */
    public static List<StrategyOption> of(String strategy) {
        return OPTIONS.getOrDefault(strategy, List.of());
    }

    /** Names of all options of all strategies, sorted. */
    public static List<String> names() {
        return OPTIONS.values().stream()
                .flatMap(List::stream)
                .map(StrategyOption::name)
                .distinct()
                .sorted()
                .toList();
    }

    /** The one of that name; empty where the strategy has none. */
    public static Optional<StrategyOption> of(String strategy, String name) {
        return of(strategy).stream().filter(o -> o.name().equals(name)).findFirst();
    }
}
