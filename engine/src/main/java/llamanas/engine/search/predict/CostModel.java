package llamanas.engine.search.predict;

import java.util.List;
import java.util.stream.IntStream;

/** What is expected of one expensive objective: a Gaussian process on the scale on which it foresees its own samples best. */
final class CostModel {
    /** Samples that scales are compared by. */
    private static final int COMPARED = 150;

    private final CostScale scale;
    private final GaussianProcess process;
    private final double mean;
    private final double unit;
    private final Accuracy accuracy;

    /**
     * Samples.
     *
     * <p>{@code genomes}: canonical, {@code [samples][genes]}
     * <p>{@code costs}: one a sample
     * <p>{@code damages}: the sum of the damages of each; 0 where none are known
     */
    static final class Samples {
        private final int[][] genomes;
        private final double[] costs;
        private final double[] damages;

        Samples(int[][] genomes, double[] costs, double[] damages) {
            this.genomes = genomes;
            this.costs = costs;
            this.damages = damages;
        }

        int[][] genomes() {
            return genomes;
        }

        double[] costs() {
            return costs;
        }

        double[] damages() {
            return damages;
        }

        Samples at(int[] places) {
            return new Samples(
                    IntStream.of(places).mapToObj(i -> genomes[i]).toArray(int[][]::new),
                    IntStream.of(places).mapToDouble(i -> costs[i]).toArray(),
                    IntStream.of(places).mapToDouble(i -> damages[i]).toArray());
        }

        int size() {
            return costs.length;
        }
    }

    private CostModel(GeneKernel kernel, Samples samples, CostScale scale, KernelWeights weights) {
        double[] targets = targets(samples, scale);
        this.scale = scale;
        this.mean = Matrices.mean(targets);
        this.unit = unit(targets, mean);
        this.process = GaussianProcess.of(kernel, samples.genomes(), standardised(targets, mean, unit), weights);
        double[] foreseen = process.leaveOneOut()[0];
        double[] costs = new double[foreseen.length];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = cost(foreseen[i], samples.damages()[i]);
        }
        this.accuracy = Accuracy.of(costs, samples.costs());
    }

    /** The best of some scales. O(samples^3). */
    static CostModel fit(GeneKernel kernel, Samples samples, List<CostScale> scales) {
        Samples some = samples.at(WeightSearch.evenly(samples.size(), COMPARED));
        GeneKernel.Likeness likeness = kernel.within(some.genomes());
        CostScale best = scales.get(0);
        KernelWeights weights =
                KernelWeights.begin(kernel.kinds(), kernel.damages().isPresent());
        double highest = Double.NEGATIVE_INFINITY;
        for (CostScale tried : scales) {
            double[] targets = targets(some, tried);
            double mean = Matrices.mean(targets);
            double unit = unit(targets, mean);
            double[] standard = standardised(targets, mean, unit);
            KernelWeights found = WeightSearch.best(kernel, likeness, standard);
            GaussianProcess process = GaussianProcess.of(kernel, likeness, some.genomes(), standard, found);
            double density = density(process, standard, unit, some, tried);
            if (density > highest) {
                highest = density;
                best = tried;
                weights = found;
            }
        }
        return new CostModel(kernel, samples, best, weights);
    }

    /** Mean log density of the samples' costs, each foreseen without itself. */
    private static double density(
            GaussianProcess process, double[] standard, double unit, Samples samples, CostScale scale) {
        double[][] foreseen = process.leaveOneOut();
        double sum = 0;
        for (int i = 0; i < standard.length; i++) {
            double z = (standard[i] - foreseen[0][i]) / foreseen[1][i];
            sum += -z * z / 2
                    - StrictMath.log(foreseen[1][i] * unit)
                    + scale.logSlope(samples.costs()[i], samples.damages()[i]);
        }
        return sum / standard.length;
    }

    private static double[] targets(Samples samples, CostScale scale) {
        return IntStream.range(0, samples.size())
                .mapToDouble(i -> scale.target(samples.costs()[i], samples.damages()[i]))
                .toArray();
    }

    private static double unit(double[] targets, double mean) {
        double variance = Matrices.mean(IntStream.range(0, targets.length)
                .mapToDouble(i -> (targets[i] - mean) * (targets[i] - mean))
                .toArray());
        return variance > 0 ? Math.sqrt(variance) : 1;
    }

    private static double[] standardised(double[] targets, double mean, double unit) {
        return IntStream.range(0, targets.length)
                .mapToDouble(i -> (targets[i] - mean) / unit)
                .toArray();
    }

    /** The cost that a standardised target stands for. Rises with it. */
    double cost(double target, double damage) {
        return scale.cost(mean + unit * target, damage);
    }

    /** The cost expected of a canonical genome. O(genes^2). */
    double predict(int[] genome, double damage) {
        return cost(process.mean(genome), damage);
    }

    GaussianProcess process() {
        return process;
    }

    /** Each sample foreseen without itself. */
    Accuracy accuracy() {
        return accuracy;
    }
}
