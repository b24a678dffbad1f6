package llamanas.workers.tasks;

import java.util.List;
import java.util.Map;

/**
 * What a sub-network got on a share of a task's data.
 *
 * @param sums by short name of the metric, one sum a block
 * @param counts items in each block
 * @param blocks in how many blocks all of the data lies
 * @param tokens that the model has read, without padding
 */
public record BlockScores(Map<String, List<Double>> sums, List<Long> counts, int blocks, long tokens) {}
