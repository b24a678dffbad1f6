package llamanas.workers.elastic;

import java.util.List;

/**
 * In which order layers are left out.
 *
 * @param kind {@code greedy} or {@code influence}
 * @param order layers from the least to the most important one
 * @param scores by place: for {@code greedy} the divergence from the full network (nats/token) when this layer and all
 *     before it are gone, for {@code influence} the block influence
 */
public record LayerRanking(String kind, List<Integer> order, List<Double> scores) {
    public LayerRanking {
        order = List.copyOf(order);
        scores = List.copyOf(scores);
    }
}
