package llamanas.engine.search.predict;

import java.util.Arrays;
import llamanas.protocol.space.Genome;

/** A fitted additive model: every choice of every gene adds its weight. */
final class Ridge {
    private final double intercept;
    private final double[][] weights;
    private final double[] leaveOneOut;

    /**
     * @param weights {@code [gene][choice]}
     * @param leaveOneOut what each sample is predicted as by the model fitted to all the others
     */
    Ridge(double intercept, double[][] weights, double[] leaveOneOut) {
        this.intercept = intercept;
        this.weights = weights;
        this.leaveOneOut = leaveOneOut;
    }

    /** O(genes). */
    double predict(Genome genome) {
        double sum = intercept;
        for (int gene = 0; gene < weights.length; gene++) {
            sum += weights[gene][genome.get(gene)];
        }
        return sum;
    }

    double intercept() {
        return intercept;
    }

    /** {@code [gene][choice]}. */
    double[][] weights() {
        return Arrays.stream(weights).map(double[]::clone).toArray(double[][]::new);
    }

    double[] leaveOneOut() {
        return leaveOneOut.clone();
    }
}
