package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import llamanas.protocol.space.Genome;

/**
 * What single changes of a network cost, and so what several may cost together: the sum. On SmolLM2 the sums rank sub-networks with a
 * Spearman correlation of 0.99, and what is measured is 0.8 of the sum.
 *
 * <p>Any change at all costs what rounding does (other kernels, other orders of adding), which does not add up: the least damage of all
 * is taken once.
 */
public final class Damages {
    private final Genome base;
    private final List<Change> changes;
    private final double once;

    /** Genes that a change sets, to which choices, and what it costs beyond {@link #once}. */
    private static final class Change {
        private final int[] genes;
        private final int[] choices;
        private final double damage;

        Change(int[] genes, Genome changed, double damage) {
            this.genes = genes;
            this.choices = Arrays.stream(genes).map(changed::get).toArray();
            this.damage = damage;
        }

        /** Whether a genome has it, and nothing before explains any of its genes; they are explained then. */
        boolean explains(int[] genome, boolean[] explained) {
            for (int i = 0; i < genes.length; i++) {
                if (genome[genes[i]] != choices[i] || explained[genes[i]]) {
                    return false;
                }
            }
            for (int gene : genes) {
                explained[gene] = true;
            }
            return true;
        }
    }

    private Damages(Genome base, List<Change> changes, double once) {
        this.base = base;
        this.changes = changes;
        this.once = once;
    }

    /**
     * What is known of changes.
     *
     * @param base the network that is changed
     * @param measured canonical genomes with one change each, and its damage in nats/token
     */
    public static Damages of(Genome base, Map<Genome, Double> measured) {
        double least = measured.values().stream()
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .map(damage -> Math.max(damage, 0))
                .min()
                .orElse(0);
        List<Change> changes = new ArrayList<>();
        measured.entrySet().stream()
                .filter(e -> !e.getKey().equals(base))
                .sorted(Comparator.comparing(e -> e.getKey().toArray(), Arrays::compare))
                .forEach(e -> changes.add(change(base, e.getKey(), e.getValue(), least)));
        // What takes more genes along, as a layer that is left out does its width, explains them all.
        changes.sort(Comparator.comparingInt((Change c) -> c.genes.length).reversed());
        return new Damages(base, List.copyOf(changes), least);
    }

    private static Change change(Genome base, Genome changed, double damage, double least) {
        int[] genes = IntStream.range(0, base.size())
                .filter(gene -> base.get(gene) != changed.get(gene))
                .toArray();
        double beyond = Double.isFinite(damage) ? Math.max(damage - least, 0) : Double.MAX_VALUE / 1e9;
        return new Change(genes, changed, beyond);
    }

    /** The network that is changed. */
    public Genome base() {
        return base;
    }

    /** What changes cost together, in nats/token: 0 for the base. O(changes). */
    public double of(Genome canonical) {
        return of(canonical.toArray());
    }

    double of(int[] genome) {
        return walk(genome, new double[changes.size()]);
    }

    /** Puts what each known change that a genome has costs by itself into {@code each}, and returns what they cost together. */
    private double walk(int[] genome, double[] each) {
        double sum = once;
        boolean changed = false;
        boolean[] explained = new boolean[genome.length];
        for (int i = 0; i < each.length; i++) {
            Change change = changes.get(i);
            if (change.explains(genome, explained)) {
                each[i] = change.damage;
                sum += change.damage;
                changed = true;
            }
        }
        return changed ? sum : 0;
    }

    /** The genes that each known change sets, in the order of {@link #split}. */
    List<int[]> genes() {
        return changes.stream().map(change -> change.genes).toList();
    }

    /**
     * Puts the share of the sum that each known change has into {@code shares}, zeros before, and returns the sum: all 0 for the base.
     */
    double split(int[] genome, double[] shares) {
        double sum = walk(genome, shares);
        for (int i = 0; i < shares.length && sum > 0; i++) {
            shares[i] /= sum;
        }
        return sum;
    }
}
