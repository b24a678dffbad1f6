package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Genomes to learn from, prepared once for each fold of the cross-validation, for any number of targets. */
final class Samples {
    /** Of the cross-validation; with fewer samples each is left out alone. */
    static final int FOLDS = 5;

    private final int[][] genomes;
    private final int[] folds;
    private final int foldCount;
    private final Leverage leverage;
    private final Ridge.OnGenes all;
    private final List<Ridge.OnGenes> withoutFold = new ArrayList<>();

    /** A model of one target. */
    static final class Fit {
        private final Ridge.Additive model;
        private final double[] outOfFold;

        Fit(Ridge.Additive model, double[] outOfFold) {
            this.model = model;
            this.outOfFold = outOfFold;
        }

        Ridge.Additive model() {
            return model;
        }

        /** What each sample is predicted as without its fold. */
        double[] outOfFold() {
            return outOfFold.clone();
        }
    }

    /**
     * Prepares samples.
     *
     * @param genomes {@code [samples][genes]}, one at least
     */
    Samples(Encoding encoding, int[][] genomes) {
        this.genomes = genomes;
        leverage = new Leverage(encoding, genomes);
        foldCount = Math.min(FOLDS, genomes.length);
        folds = IntStream.range(0, genomes.length).map(i -> i % foldCount).toArray();
        all = new Ridge.OnGenes(encoding, genomes);
        for (int fold = 0; fold < foldCount; fold++) {
            int[][] rows =
                    Arrays.stream(outside(fold)).mapToObj(i -> genomes[i]).toArray(int[][]::new);
            withoutFold.add(rows.length == 0 ? all : new Ridge.OnGenes(encoding, rows));
        }
    }

    Leverage leverage() {
        return leverage;
    }

    /** The model of one target a sample. */
    Fit fit(double[] targets) {
        return new Fit(all.fit(targets), outOfFold(targets));
    }

    private double[] outOfFold(double[] targets) {
        double[] predictions = new double[targets.length];
        for (int fold = 0; fold < foldCount; fold++) {
            int held = fold;
            int[] others = outside(fold);
            int[] members = where(i -> folds[i] == held);
            double[] known = Arrays.stream(others.length == 0 ? members : others)
                    .mapToDouble(i -> targets[i])
                    .toArray();
            double[] predicted = withoutFold
                    .get(fold)
                    .fit(known)
                    .predict(Arrays.stream(members).mapToObj(i -> genomes[i]).toArray(int[][]::new));
            for (int i = 0; i < members.length; i++) {
                predictions[members[i]] = predicted[i];
            }
        }
        return predictions;
    }

    private int[] outside(int fold) {
        return where(i -> folds[i] != fold);
    }

    private int[] where(IntPredicate holds) {
        return IntStream.range(0, folds.length).filter(holds).toArray();
    }
}
