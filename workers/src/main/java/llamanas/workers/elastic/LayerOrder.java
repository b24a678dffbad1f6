package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import llamanas.workers.llama.Axis;

/**
 * How neurons and heads of one layer are arranged, the most important ones first. An order says, for each place, which
 * neuron or head of the original stands there now.
 *
 * @param neurons order of the feed-forward block
 * @param groups order of the key/value heads
 * @param heads order of the query heads: those of the first group, then those of the second, ..
 * @param neuronScores by place, falling
 * @param headScores by place, falling within a group
 */
public record LayerOrder(
        List<Integer> neurons,
        List<Integer> groups,
        List<Integer> heads,
        List<Double> neuronScores,
        List<Double> headScores) {
    public LayerOrder {
        neurons = List.copyOf(neurons);
        groups = List.copyOf(groups);
        heads = List.copyOf(heads);
        neuronScores = List.copyOf(neuronScores);
        headScores = List.copyOf(headScores);
    }

    /**
     * @param neurons neurons from the most to the least important one
     * @param neuronScores by place in that order
     * @param headScores by head of the original
     * @param groups number of key/value heads
     */
    static LayerOrder of(List<Integer> neurons, double[] neuronScores, double[] headScores, int groups) {
        int times = headScores.length / groups;
        double[] groupScores = new double[groups];
        for (int head = 0; head < headScores.length; head++) {
            groupScores[head / times] += headScores[head];
        }
        List<Integer> groupOrder = descending(groupScores, 0, groups);
        List<Integer> heads = new ArrayList<>();
        groupOrder.forEach(group -> heads.addAll(descending(headScores, group * times, (group + 1) * times)));
        return new LayerOrder(
                neurons,
                groupOrder,
                heads,
                IntStream.range(0, neuronScores.length)
                        .mapToObj(i -> rounded(neuronScores[i]))
                        .toList(),
                heads.stream().map(head -> rounded(headScores[head])).toList());
    }

    /** Indices from start to end, the largest score first; equal ones in their own order. */
    static List<Integer> descending(double[] scores, int start, int end) {
        return IntStream.range(start, end)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> -scores[i]))
                .toList();
    }

    /** Six digits: for reading, the order itself does not come from these. */
    static double rounded(double score) {
        return Double.isFinite(score) ? Double.parseDouble(String.format(Locale.ROOT, "%.6g", score)) : score;
    }

    /** Which original unit stands at each place of an axis; empty where the axis stays as it is. */
    List<Integer> of(Axis axis) {
        return switch (axis) {
            case NEURONS -> neurons;
            case KEYS -> groups;
            case QUERIES -> heads;
            case HIDDEN, VOCABULARY -> List.of();
        };
    }
}
