package llamanas.config;

/** The keys of a search spec. A new key goes here and into {@link SpecReader}. */
final class SpecSchema {
    private static final Schema TASK = Schema.values("search", "report", "limit", "kl");
    private static final Schema BOUNDS = Schema.values("min", "max");

    static final Schema SPEC = Schema.values("name", "preset", "model", "dtype", "objectives", "evaluations", "seed")
            .with("tasks", Schema.named(TASK))
            .with("space", Schema.values("keep", "attention", "ffn").with("depth", Schema.values("counts", "order")))
            .with("constraints", Schema.VALUE)
            .with("strategy", Schema.values("name", "population", "crossover", "mutation", "predictions"));

    /** Of one metric below {@code constraints}. The table above can't say it: a metric may be nested below its task. */
    static final Schema CONSTRAINT = BOUNDS;

    private SpecSchema() {}
}
