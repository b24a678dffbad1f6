package llamanas.engine.search.predict;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import llamanas.protocol.space.Genome;

/**
 * One quantity as that of a base network plus the damage of every gene that differs, as Puzzle scores its blocks
 * (arXiv 2411.19146). The damage of a choice is measured by changing it alone in the base; what has not been measured
 * is interpolated between the choices beside it. What such sums say of networks that change in many places is scaled to what
 * those measured, and what is left over is fitted by ridge regression on the genes.
 */
final class DamageModel {
    /** Networks that change in many places, for their scale and order to count. */
    private static final int FEWEST = 8;

    private static final double LARGEST_SCALE = 4;

    private final double intercept;
    private final double[][] weights;
    private final boolean logarithmic;
    private final double order;
    private final double low;
    private final double high;

    /**
     * A fitted model.
     *
     * @param weights {@code [gene][choice]}
     * @param logarithmic whether it is the logarithms that add up
     * @param order Kendall's tau between measurements and left-out predictions, of networks that change in many places
     * @param values that it was fitted to: predictions stay within their range on either side of them
     */
    private DamageModel(double intercept, double[][] weights, boolean logarithmic, double order, double[] values) {
        this.intercept = intercept;
        this.weights = weights;
        this.logarithmic = logarithmic;
        this.order = order;
        double smallest = Arrays.stream(values).min().orElse(0);
        double largest = Arrays.stream(values).max().orElse(0);
        this.low = smallest - (largest - smallest);
        this.high = largest + (largest - smallest);
    }

    /** Values, or logarithms where all are positive and these order networks with many changes better. */
    static DamageModel fit(
            Ridge.OnGenes design, List<Genome> probes, Genome base, List<Genome> samples, double[] values) {
        DamageModel plain = fit(design, probes, base, samples, values, false);
        if (Arrays.stream(values).anyMatch(v -> v <= 0)) {
            return plain;
        }
        double[] logarithms = Arrays.stream(values).map(StrictMath::log).toArray();
        DamageModel logarithmic = fit(design, probes, base, samples, logarithms, true);
        return logarithmic.order > plain.order ? logarithmic : plain;
    }

    double predict(Genome genome) {
        double sum = Math.min(Math.max(sum(weights, genome) + intercept, low), high);
        return logarithmic ? Math.min(StrictMath.exp(sum), Double.MAX_VALUE) : sum;
    }

    /** What the genes of a genome add up to: predictions without limits, and before logarithms are undone. O(genes). */
    double score(Genome genome) {
        return sum(weights, genome);
    }

    private static DamageModel fit(
            Ridge.OnGenes design,
            List<Genome> probes,
            Genome base,
            List<Genome> samples,
            double[] values,
            boolean logarithmic) {
        double[][] damage = damage(design.choices(), probes, base, samples, values);
        double start = IntStream.range(0, values.length)
                .filter(i -> samples.get(i).equals(base))
                .mapToDouble(i -> values[i])
                .findFirst()
                .orElse(Arrays.stream(values).average().orElse(0));
        Set<Genome> single = new HashSet<>(probes);
        int[] mixed = IntStream.range(0, values.length)
                .filter(i -> !samples.get(i).equals(base) && !single.contains(samples.get(i)))
                .toArray();
        double[] sums = samples.stream().mapToDouble(g -> sum(damage, g)).toArray();
        double scale = scale(mixed, sums, values, start);
        double[] rest = IntStream.range(0, values.length)
                .mapToDouble(i -> values[i] - start - scale * sums[i])
                .toArray();
        Ridge.Additive ridge = design.fit(rest);
        double[] leftOut = ridge.leaveOneOut();
        double order = mixed.length < FEWEST
                ? 0
                : KendallTau.of(
                        Arrays.stream(mixed)
                                .mapToDouble(i -> start + scale * sums[i] + leftOut[i])
                                .toArray(),
                        Arrays.stream(mixed).mapToDouble(i -> values[i]).toArray());
        return new DamageModel(
                start + ridge.intercept(), added(damage, scale, ridge.weights()), logarithmic, order, values);
    }

    /** Least squares of what was measured against sums of damages, both from the base on. */
    private static double scale(int[] mixed, double[] sums, double[] values, double start) {
        double squares =
                Arrays.stream(mixed).mapToDouble(i -> sums[i] * sums[i]).sum();
        double products = Arrays.stream(mixed)
                .mapToDouble(i -> sums[i] * (values[i] - start))
                .sum();
        if (mixed.length < FEWEST || !(squares > 0)) {
            return 1;
        }
        return Math.min(Math.max(products / squares, 1 / LARGEST_SCALE), LARGEST_SCALE);
    }

    /**
     * {@code [gene][choice]}. A probe may differ from the base in more than the gene that it was made for, as one without a
     * layer lacks that layer's widths too: probes with fewer differences come first, and the others are left with the rest.
     */
    private static double[][] damage(
            int[] choices, List<Genome> probes, Genome base, List<Genome> samples, double[] values) {
        double[][] damage = new double[choices.length][];
        for (int gene = 0; gene < choices.length; gene++) {
            damage[gene] = new double[choices[gene]];
            Arrays.fill(damage[gene], Double.NaN);
            damage[gene][base.get(gene)] = 0;
        }
        Map<Genome, Double> measured = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            measured.putIfAbsent(samples.get(i), values[i]);
        }
        Double start = measured.get(base);
        if (start != null) {
            probes.stream()
                    .filter(measured::containsKey)
                    .sorted(Comparator.comparingInt(probe -> differences(probe, base)))
                    .forEach(probe -> learn(damage, probe, measured.getOrDefault(probe, start) - start));
        }
        Arrays.stream(damage).forEach(DamageModel::interpolate);
        return damage;
    }

    /** Gives what the known choices of a probe do not explain to its first unknown one. */
    private static void learn(double[][] damage, Genome probe, double total) {
        int unknown = -1;
        double rest = total;
        for (int gene = damage.length - 1; gene >= 0; gene--) {
            double known = damage[gene][probe.get(gene)];
            unknown = Double.isNaN(known) ? gene : unknown;
            rest -= Double.isNaN(known) ? 0 : known;
        }
        if (unknown >= 0) {
            damage[unknown][probe.get(unknown)] = rest;
        }
    }

    /** Fills in between known choices, and beyond them with the nearest; the base's is always known. */
    private static void interpolate(double[] damage) {
        int[] known = IntStream.range(0, damage.length)
                .filter(i -> !Double.isNaN(damage[i]))
                .toArray();
        for (int i = 0; i < damage.length; i++) {
            int choice = i;
            int below = Arrays.stream(known).filter(k -> k <= choice).max().orElse(known[0]);
            int above = Arrays.stream(known).filter(k -> k >= choice).min().orElse(below);
            double share = above == below ? 0 : (choice - below) / (double) (above - below);
            damage[i] = damage[below] + Math.min(Math.max(share, 0), 1) * (damage[above] - damage[below]);
        }
    }

    private static double[][] added(double[][] damage, double scale, double[][] more) {
        double[][] sum = new double[damage.length][];
        for (int gene = 0; gene < sum.length; gene++) {
            sum[gene] = new double[damage[gene].length];
            for (int choice = 0; choice < sum[gene].length; choice++) {
                sum[gene][choice] = scale * damage[gene][choice] + more[gene][choice];
            }
        }
        return sum;
    }

    private static double sum(double[][] weights, Genome genome) {
        double sum = 0;
        for (int gene = 0; gene < weights.length; gene++) {
            sum += weights[gene][genome.get(gene)];
        }
        return sum;
    }

    private static int differences(Genome a, Genome b) {
        return (int)
                IntStream.range(0, a.size()).filter(i -> a.get(i) != b.get(i)).count();
    }
}
