package llamanas.engine.search.predict;

/** A way to learn a number from genes: one predictor is one class. Stateless and deterministic. */
interface Learner {
    /**
     * Prepares samples for any number of targets.
     *
     * @param genomes {@code [samples][genes]}
     */
    Design prepare(Encoding encoding, int[][] genomes);

    /** Samples that are prepared. */
    interface Design {
        /** The model of one target a sample. */
        Model fit(double[] targets);
    }

    /** What was learned. Immutable. */
    interface Model {
        /** One prediction for each of {@code [n][genes]}. */
        double[] predict(int[][] genomes);
    }
}
