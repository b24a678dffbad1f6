package llamanas.config;

import java.nio.file.Path;
import java.util.List;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.TrainSpec;

/** The section {@code prepare} of a search spec to a {@link PrepareSpec}; its defaults are here, its rules in {@link PrepareRules}. */
final class PrepareReader {
    private static final int OWN_TOKENS = 200_000;
    private static final int RANK = 16;

    private PrepareReader() {}

    /**
     * Reads the section.
     *
     * @param folder where paths start that no file names
     * @param dtype what a training computes in unless it says otherwise
     */
    static PrepareSpec read(Section prepare, Path folder, String dtype) {
        return new PrepareSpec(
                prepare.path("out", folder),
                prepare.has("calibration") ? prepare.path("calibration", folder) : null,
                prepare.choice("score", PrepareSpec.ACTIVATION, PrepareRules.SCORES),
                prepare.choice("layers", PrepareSpec.GREEDY, PrepareRules.LAYER_ORDERS),
                prepare.has("train") ? train(prepare.section("train"), folder, dtype) : null);
    }

    /** Reads a training: the section {@code train}, or the top of a file of its own. */
    static TrainSpec train(Section train, Path folder, String dtype) {
        List<String> data = train.has("data")
                ? train.paths("data", folder).stream().map(Path::toString).toList()
                : List.of();
        String mode = train.choice("mode", TrainSpec.FULL, PrepareRules.MODES);
        return new TrainSpec(
                data,
                train.whole("own-tokens", 1, data.isEmpty() ? OWN_TOKENS : 0),
                mode,
                train.whole("rank", 1, mode.equals(TrainSpec.LORA) ? RANK : 0),
                train.choice("schedule", TrainSpec.SANDWICH, PrepareRules.SCHEDULES),
                train.whole("subnetworks", 0, 2),
                train.whole("steps", 1, 500),
                train.whole("batch", 1, 8),
                train.whole("accumulation", 1, 1),
                train.whole("block", PrepareRules.LEAST_BLOCK, 256),
                train.real("learning-rate", 2e-4),
                train.real("warmup", 0.05),
                train.real("final-rate", 0.05),
                train.real("weight-decay", 0.01),
                train.real("clip", 1),
                train.real("cross-entropy", 0.3),
                train.choice("teacher", TrainSpec.FROZEN, PrepareRules.TEACHERS),
                train.flag("balance", true),
                train.choice("dtype", dtype, PrepareRules.DTYPES),
                train.choice("checkpointing", TrainSpec.AUTO, PrepareRules.CHECKPOINTING),
                train.real("save-minutes", 5));
    }
}
