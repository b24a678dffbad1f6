package llamanas.config;

import static llamanas.config.SpecRules.isShare;
import static llamanas.config.SpecRules.oneOf;
import static llamanas.config.SpecRules.require;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.TrainSpec;
import org.jspecify.annotations.Nullable;

/** What has to hold for the preparation that a spec asks for, wherever the spec comes from. */
final class PrepareRules {
    /** What a training can compute in; {@code auto} is for the worker to decide. */
    static final List<String> DTYPES = List.of("float32", "bfloat16", TrainSpec.AUTO);

    static final List<String> SCORES = List.of(PrepareSpec.ACTIVATION, PrepareSpec.WANDA, PrepareSpec.MAGNITUDE);
    static final List<String> LAYER_ORDERS = List.of(PrepareSpec.GREEDY, PrepareSpec.INFLUENCE);
    static final List<String> MODES = List.of(TrainSpec.FULL, TrainSpec.LORA);
    static final List<String> SCHEDULES = List.of(TrainSpec.SANDWICH, TrainSpec.ALTERNATE);
    static final List<String> TEACHERS = List.of(TrainSpec.FULL, TrainSpec.FROZEN);
    static final List<String> CHECKPOINTING = List.of(TrainSpec.AUTO, TrainSpec.ON, TrainSpec.OFF);

    /** Tokens of the shortest sequence that has one to predict. */
    static final int LEAST_BLOCK = 2;

    private static final String PREPARE = "prepare.";

    private PrepareRules() {}

    /**
     * The rules of a preparation.
     *
     * @param model folder of the model that is to be prepared
     */
    static Stream<@Nullable Violation> prepare(String model, PrepareSpec prepare) {
        String out = prepare.out();
        Stream<@Nullable Violation> own = Stream.of(
                require(!out.isBlank(), PREPARE + "out", "nothing", "a folder for the prepared model"),
                require(!same(model, out), PREPARE + "out", out, "another folder than that of the model"),
                oneOf(SCORES, PREPARE + "score", prepare.score()),
                oneOf(LAYER_ORDERS, PREPARE + "layers", prepare.layerOrder()));
        TrainSpec train = prepare.train();
        return train == null ? own : Stream.concat(own, train(PREPARE + "train.", train));
    }

    private static boolean same(String model, String out) {
        try {
            return Path.of(model).normalize().equals(Path.of(out).normalize());
        } catch (InvalidPathException e) {
            // Refused as a path where it is opened, by a message about the path.
            return false;
        }
    }

    /**
     * The rules of a training.
     *
     * @param at path of its section with a dot behind it; empty for the top of a file
     */
    static Stream<@Nullable Violation> train(String at, TrainSpec t) {
        return Stream.of(
                        LimitRules.train(at, t),
                        choices(at, t),
                        data(at, t),
                        counts(at, t),
                        rates(at, t),
                        losses(at, t))
                .flatMap(rules -> rules);
    }

    private static Stream<@Nullable Violation> choices(String at, TrainSpec t) {
        boolean lora = t.mode().equals(TrainSpec.LORA);
        return Stream.of(
                oneOf(MODES, at + "mode", t.mode()),
                require(lora || t.rank() == 0, at + "rank", t.rank(), "none: only mode = lora has adapters"),
                require(!lora || t.rank() >= 1, at + "rank", t.rank(), "1 or more"),
                oneOf(SCHEDULES, at + "schedule", t.schedule()),
                oneOf(TEACHERS, at + "teacher", t.teacher()),
                oneOf(DTYPES, at + "dtype", t.dtype()),
                oneOf(CHECKPOINTING, at + "checkpointing", t.checkpointing()));
    }

    private static Stream<@Nullable Violation> data(String at, TrainSpec t) {
        boolean own = t.dataFree();
        boolean blank = t.data().stream().anyMatch(String::isBlank);
        String block = "at least one block of " + t.block() + " tokens";
        return Stream.of(
                require(!blank, at + "data", "an empty name", "files"),
                require(own || t.ownTokens() == 0, at + "own-tokens", t.ownTokens(), "none, since there is data"),
                require(!own || t.ownTokens() >= t.block(), at + "own-tokens", t.ownTokens(), block));
    }

    private static Stream<@Nullable Violation> counts(String at, TrainSpec t) {
        return Stream.of(
                require(t.subnetworks() >= 0, at + "subnetworks", t.subnetworks(), "0 or more"),
                require(t.steps() >= 1, at + "steps", t.steps(), "1 or more"),
                require(t.batch() >= 1, at + "batch", t.batch(), "1 or more"),
                require(t.accumulation() >= 1, at + "accumulation", t.accumulation(), "1 or more"),
                require(t.block() >= LEAST_BLOCK, at + "block", t.block(), LEAST_BLOCK + " tokens or more"));
    }

    private static Stream<@Nullable Violation> rates(String at, TrainSpec t) {
        boolean learns = t.learningRate() > 0 && Double.isFinite(t.learningRate());
        boolean rises = t.warmup() >= 0 && t.warmup() < 1;
        return Stream.of(
                require(learns, at + "learning-rate", t.learningRate(), "a number above 0, as 2e-4"),
                require(rises, at + "warmup", t.warmup(), "a share of the steps: at least 0 and below 1"),
                require(isShare(t.finalRate()), at + "final-rate", t.finalRate(), "a number from 0 to 1"));
    }

    private static Stream<@Nullable Violation> losses(String at, TrainSpec t) {
        boolean saves = t.saveMinutes() > 0 && Double.isFinite(t.saveMinutes());
        return Stream.of(
                require(isShare(t.weightDecay()), at + "weight-decay", t.weightDecay(), "a number from 0 to 1"),
                require(isAmount(t.clip()), at + "clip", t.clip(), "a norm above 0, or 0 for no limit"),
                require(isShare(t.crossEntropy()), at + "cross-entropy", t.crossEntropy(), "a number from 0 to 1"),
                require(saves, at + "save-minutes", t.saveMinutes(), "a number above 0"));
    }

    private static boolean isAmount(double value) {
        return value >= 0 && Double.isFinite(value);
    }
}
