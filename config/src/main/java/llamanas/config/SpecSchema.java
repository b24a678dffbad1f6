package llamanas.config;

import llamanas.protocol.search.StrategyOption;

/** The keys of a search spec. A new key goes here and into its reader: {@link SpecReader}, {@link
 * SpaceReader}, {@link StrategyReader}, {@link StandInReader} or {@link PrepareReader}. */
final class SpecSchema {
    private static final Schema TASK = Schema.values("search", "report", "limit", "kl", "target_delimiter");

    /** Of a training: below {@code prepare.train}, and at the top of a file for {@code prepare --train}. */
    private static final Schema TRAIN = Schema.values(
            "data",
            "own-tokens",
            "mode",
            "rank",
            "schedule",
            "subnetworks",
            "steps",
            "batch",
            "accumulation",
            "block",
            "learning-rate",
            "warmup",
            "final-rate",
            "weight-decay",
            "clip",
            "cross-entropy",
            "teacher",
            "balance",
            "dtype",
            "checkpointing",
            "save-minutes");

    static final Schema SPACE = Schema.values("keep", "ffn", "kv-heads")
            .with("depth", Schema.values("counts", "order"))
            .with("attention", Schema.values("layers", "operators"))
            .with("bits", Schema.values("attention", "ffn"));

    /** The keys of a file for {@code prepare --train}; {@link TrainFileReader} reads it. */
    static final Schema TRAIN_FILE = TRAIN.with("space", SPACE).with("seed", Schema.VALUE);

    static final Schema STRATEGY = strategy();

    static final Schema SPEC = Schema.values(
                    "name",
                    "preset",
                    "model",
                    "dtype",
                    "objectives",
                    "evaluations",
                    "seed",
                    "archive",
                    "single-changes")
            .with("tasks", Schema.named(TASK))
            .with("space", SPACE)
            .with("stand-in", Schema.values("table", "function", "genes", "choices", "objectives"))
            .with(
                    "prepare",
                    Schema.values("out", "calibration", "score", "layers").with("train", TRAIN))
            .with("fidelity", Schema.values("rungs", "confidence"))
            .with("deployment", Schema.values("batch", "prompt", "generate", "latency", "without-kernel"))
            .with("constraints", Schema.VALUE)
            .with("interest", Schema.VALUE)
            .with("strategy", STRATEGY);

    /** Of one metric below {@code constraints} and {@code interest}. The table above can't say it: a metric may be nested below its task. */
    static final Schema BOUNDS = Schema.values("min", "max");

    private SpecSchema() {}

    /** What all strategies have, and the options of each. */
    private static Schema strategy() {
        Schema schema =
                Schema.values("name", "population", "crossover", "mutation", "predictions", "predictor", "weights");
        for (String option : StrategyOption.names()) {
            schema = schema.with(option, Schema.VALUE);
        }
        return schema;
    }
}
