package llamanas.engine.search.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.space.Genome;

/**
 * What some candidates may come to, and what measuring one of them would tell of the others. Mutable: {@link #measure} makes the rest
 * more certain. Not thread-safe.
 */
public final class Outlook {
    /** Numbers of the standard normal distribution that are all equally likely: the middles of 16 parts of it. */
    private static final double[] NORMAL = {
        -1.8627, -1.3180, -1.0100, -0.7764, -0.5791, -0.4023, -0.2372, -0.0784, 0.0784, 0.2372, 0.4023, 0.5791, 0.7764,
        1.0100, 1.3180, 1.8627
    };

    /** Odd, so that stepping by it goes through all of them in another order for each objective. */
    private static final int STRIDE = 5;

    private final List<Genome> genomes;
    private final double[][] exact;
    private final List<Column> columns;
    private final double[] damages;
    private final double[] useful;

    /** What is known of one expensive objective of all candidates. */
    record Column(int objective, CostModel model, GaussianProcess.Joint joint) {
        double cost(int candidate, double normal, double damage) {
            double deviation = Math.sqrt(Math.max(joint.covariances()[candidate][candidate], 0));
            return model.cost(joint.means()[candidate] + deviation * normal, damage);
        }

        /** With one of them measured, and as expected. */
        Column measured(int candidate) {
            double[][] covariances = joint.covariances();
            double[] column = covariances[candidate];
            double noise = model.process().noise();
            double own = column[candidate] + noise * noise;
            if (!(own > 0)) {
                return this;
            }
            double[][] next = new double[covariances.length][];
            for (int i = 0; i < next.length; i++) {
                next[i] = covariances[i].clone();
                double share = column[i] / own;
                for (int j = 0; j < next.length; j++) {
                    next[i][j] -= share * column[j];
                }
            }
            return new Column(objective, model, new GaussianProcess.Joint(joint.means(), next));
        }
    }

    Outlook(List<Genome> genomes, double[][] exact, List<Column> columns, double[] damages, double[] useful) {
        this.genomes = genomes;
        this.exact = exact;
        this.columns = new ArrayList<>(columns);
        this.damages = damages;
        this.useful = useful;
    }

    public int size() {
        return genomes.size();
    }

    public Genome genome(int candidate) {
        return genomes.get(candidate);
    }

    /** Probability that a candidate neither fails nor violates a constraint. */
    public double useful(int candidate) {
        return useful[candidate];
    }

    /** What a candidate is expected to come to. */
    public Evaluated expected(int candidate) {
        double[] costs = exact[candidate].clone();
        columns.forEach(column -> costs[column.objective()] = column.cost(candidate, 0, damages[candidate]));
        return evaluated(candidate, costs);
    }

    /** What a candidate may come to: all equally likely. One where nothing is uncertain. */
    public List<Evaluated> draws(int candidate) {
        if (columns.isEmpty()) {
            return List.of(expected(candidate));
        }
        List<Evaluated> draws = new ArrayList<>();
        for (int draw = 0; draw < NORMAL.length; draw++) {
            double[] costs = exact[candidate].clone();
            int place = draw;
            for (Column column : columns) {
                costs[column.objective()] = column.cost(candidate, NORMAL[place % NORMAL.length], damages[candidate]);
                place = place * STRIDE + 1;
            }
            draws.add(evaluated(candidate, costs));
        }
        return draws;
    }

    private Evaluated evaluated(int candidate, double[] costs) {
        return new Evaluated(
                genomes.get(candidate), Arrays.stream(costs).boxed().toList(), 0);
    }

    /** As if the candidate had been measured, and come to what is expected of it. O(candidates^2). */
    public void measure(int candidate) {
        columns.replaceAll(column -> column.measured(candidate));
    }
}
