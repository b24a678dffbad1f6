package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A layer that may be the next to go: how far the network without it is from the full one, token by token, as far as that is known. */
final class Trial {
    /** Of those that are tried on a part of the text, so many go on at least: near ties are decided on more of it. */
    private static final int FEWEST = 3;

    /** Standard errors beyond which a difference is no accident: tokens of a passage are not independent. */
    private static final double SURE = 3;

    private final int layer;
    private float[] divergences = new float[0];
    private double sum;

    Trial(int layer) {
        this.layer = layer;
    }

    int layer() {
        return layer;
    }

    /** Divergences of further tokens, nats. */
    void add(float[] more) {
        float[] all = new float[divergences.length + more.length];
        System.arraycopy(divergences, 0, all, 0, divergences.length);
        System.arraycopy(more, 0, all, divergences.length, more.length);
        divergences = all;
        for (float one : more) {
            sum += one;
        }
    }

    /** Nats/token. One that is no number is the worst. */
    double harm() {
        return Double.isNaN(sum) ? Double.POSITIVE_INFINITY : sum / divergences.length;
    }

    /** The least harm; of equal ones the first. */
    static Trial best(List<Trial> trials) {
        return trials.stream()
                .min(Comparator.comparingDouble(Trial::harm))
                .orElseThrow(() -> new IllegalArgumentException("no trials"));
    }

    /**
     * Those that are worth more tokens: half of them, without such as are surely worse than the best one. All have seen the same tokens.
     *
     * @return by ascending layer as before
     */
    static List<Trial> worthwhile(List<Trial> trials) {
        Trial best = best(trials);
        List<Trial> sorted = new ArrayList<>(trials);
        sorted.sort(Comparator.comparingDouble(Trial::harm));
        int most = Math.max(FEWEST, (trials.size() + 1) / 2);
        List<Trial> left = sorted.subList(0, Math.min(most, sorted.size()));
        return trials.stream()
                .filter(trial -> left.contains(trial) && !trial.surelyWorseThan(best))
                .toList();
    }

    private boolean surelyWorseThan(Trial best) {
        if (this == best || harm() == best.harm()) {
            return false;
        }
        int count = divergences.length;
        double mean = harm() - best.harm();
        double squares = 0;
        for (int i = 0; i < count; i++) {
            double difference = divergences[i] - best.divergences[i] - mean;
            squares += difference * difference;
        }
        return !(mean <= SURE * Math.sqrt(squares / count / Math.max(1, count - 1)));
    }
}
