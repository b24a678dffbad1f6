package llamanas.workers.train;

import llamanas.protocol.search.TrainSpec;

/** Linear warm-up, then a cosine (SGDR, arXiv 1608.03983) down to the final rate. */
record LearningRate(double peak, int warmupSteps, int steps, double finalShare) {
    static LearningRate of(TrainSpec spec) {
        return new LearningRate(
                spec.learningRate(), (int) Math.round(spec.warmup() * spec.steps()), spec.steps(), spec.finalRate());
    }

    /** @param step from 0 on */
    double at(int step) {
        if (step < warmupSteps) {
            return peak * (step + 1) / (warmupSteps + 1);
        }
        double share = (step - warmupSteps) / (double) Math.max(1, steps - warmupSteps);
        return peak * (finalShare + (1 - finalShare) * 0.5 * (1 + Math.cos(Math.PI * share)));
    }
}
