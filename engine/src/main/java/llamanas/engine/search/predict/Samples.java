package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import llamanas.engine.search.predict.Learner.Design;
import llamanas.engine.search.predict.Learner.Model;
import llamanas.protocol.search.StrategySpec;

/**
 * Genomes to learn from, prepared once for each learner and each fold of the cross-validation, for any number of targets.
 * With fewer genomes than {@link #ENOUGH} the simplest learner stands in for those that compare or combine others.
 */
final class Samples {
    /** Of the cross-validation; with fewer samples each is left out alone. */
    static final int FOLDS = 5;
    /** From how many samples on learners are compared: some for each fold. */
    static final int ENOUGH = 4 * FOLDS;

    private final int[][] genomes;
    private final int[] folds;
    private final int foldCount;
    private final String predictor;
    private final Leverage leverage;
    private final Prepared simplest;
    private final Map<String, Prepared> learners = new LinkedHashMap<>();

    /** All samples, and all without each fold. */
    private record Prepared(Design all, List<Design> withoutFold) {}

    /** A model of one target. */
    static final class Fit {
        private final String predictor;
        private final Model model;
        private final double[] outOfFold;

        Fit(String predictor, Model model, double[] outOfFold) {
            this.predictor = predictor;
            this.model = model;
            this.outOfFold = outOfFold;
        }

        /** Its name. */
        String predictor() {
            return predictor;
        }

        Model model() {
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
     * @param predictor one of {@link StrategySpec#PREDICTORS}
     * @param genomes {@code [samples][genes]}, one at least
     */
    Samples(Encoding encoding, int[][] genomes, String predictor) {
        this.genomes = genomes;
        boolean several = predictor.equals(StrategySpec.AUTO) || predictor.equals(StrategySpec.STACKED);
        this.predictor = several && genomes.length < ENOUGH ? Learners.SIMPLEST : predictor;
        leverage = new Leverage(encoding, genomes);
        foldCount = Math.min(FOLDS, genomes.length);
        folds = IntStream.range(0, genomes.length).map(i -> i % foldCount).toArray();
        simplest = prepare(encoding, Learners.named(Learners.SIMPLEST));
        List<String> names = this.predictor.equals(predictor) && several ? Learners.names() : List.of(this.predictor);
        for (String name : names) {
            learners.put(name, name.equals(Learners.SIMPLEST) ? simplest : prepare(encoding, Learners.named(name)));
        }
    }

    /** What the simplest learner predicts each sample as without its fold. */
    double[] simplestOutOfFold(double[] targets) {
        return outOfFold(simplest, targets);
    }

    Leverage leverage() {
        return leverage;
    }

    private Prepared prepare(Encoding encoding, Learner learner) {
        List<Design> withoutFold = new ArrayList<>();
        for (int fold = 0; fold < foldCount; fold++) {
            int[] others = outside(fold);
            int[][] rows = Arrays.stream(others).mapToObj(i -> genomes[i]).toArray(int[][]::new);
            withoutFold.add(rows.length == 0 ? learner.prepare(encoding, genomes) : learner.prepare(encoding, rows));
        }
        return new Prepared(learner.prepare(encoding, genomes), withoutFold);
    }

    /** The model of one target a sample: of the predictor asked for, or of the one with the best order out of fold. */
    Fit fit(double[] targets) {
        List<Fit> fits = new ArrayList<>();
        learners.forEach(
                (name, prepared) -> fits.add(new Fit(name, prepared.all().fit(targets), outOfFold(prepared, targets))));
        if (predictor.equals(StrategySpec.STACKED)) {
            return stacked(fits, targets);
        }
        if (predictor.equals(StrategySpec.AUTO)) {
            fits.add(stacked(fits, targets));
        }
        return fits.stream()
                .max((a, b) -> Accuracy.of(a.outOfFold(), targets).compareTo(Accuracy.of(b.outOfFold(), targets)))
                .orElseThrow();
    }

    private double[] outOfFold(Prepared prepared, double[] targets) {
        double[] predictions = new double[targets.length];
        for (int fold = 0; fold < foldCount; fold++) {
            int held = fold;
            int[] others = outside(fold);
            int[] members = where(i -> folds[i] == held);
            double[] known = Arrays.stream(others.length == 0 ? members : others)
                    .mapToDouble(i -> targets[i])
                    .toArray();
            double[] predicted = prepared.withoutFold()
                    .get(fold)
                    .fit(known)
                    .predict(Arrays.stream(members).mapToObj(i -> genomes[i]).toArray(int[][]::new));
            for (int i = 0; i < members.length; i++) {
                predictions[members[i]] = predicted[i];
            }
        }
        return predictions;
    }

    /** A ridge regression on what the others predict out of fold (Wolpert 1992; Breiman 1996). */
    private static Fit stacked(List<Fit> fits, double[] targets) {
        double[][] rows = Matrices.transposed(fits.stream().map(Fit::outOfFold).toArray(double[][]::new));
        RidgeDesign.Fit weights = new RidgeDesign(rows).fit(targets);
        List<Model> models = fits.stream().map(Fit::model).toList();
        Model model = genomes -> {
            double[][] each = models.stream().map(m -> m.predict(genomes)).toArray(double[][]::new);
            return Arrays.stream(Matrices.transposed(each))
                    .mapToDouble(weights::predict)
                    .toArray();
        };
        return new Fit(StrategySpec.STACKED, model, weights.leaveOneOut());
    }

    private int[] outside(int fold) {
        return where(i -> folds[i] != fold);
    }

    private int[] where(IntPredicate holds) {
        return IntStream.range(0, folds.length).filter(holds).toArray();
    }
}
