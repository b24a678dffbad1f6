package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;

/**
 * What a measurement of the first blocks of each task's data adds up from. Means of single blocks, beside those of a competitor on the
 * same blocks, tell how sure a difference is.
 *
 * @param sums by full name of a metric that is a mean over items, one sum a block: {@code text.nats_per_token} in nats,
 *     {@code quiz.acc} in right answers
 * @param counts by task: items (scored tokens, or questions) in each block
 * @param blocks by task: in how many blocks all of its data lies
 * @param tokens that a model has read for this, over all tasks
 */
public record BlockSums(
        Map<String, List<Double>> sums, Map<String, List<Long>> counts, Map<String, Integer> blocks, long tokens) {
    public BlockSums {
        sums = copy(sums);
        counts = copy(counts);
        blocks = Collections.unmodifiableMap(new TreeMap<>(blocks));
    }

    private static <T> Map<String, List<T>> copy(Map<String, List<T>> lists) {
        Map<String, List<T>> copy = new TreeMap<>();
        lists.forEach((name, values) -> copy.put(name, List.copyOf(values)));
        return Collections.unmodifiableMap(copy);
    }

    /** Together with the share that follows this one. */
    public BlockSums plus(BlockSums next) {
        return new BlockSums(joined(sums, next.sums), joined(counts, next.counts), blocks, tokens + next.tokens);
    }

    /** What a share of it adds up from; this is all of the data. Tokens are taken to be spread as the items are. */
    public BlockSums part(Share share) {
        Map<String, List<Double>> some = new TreeMap<>();
        sums.forEach((metric, values) -> some.put(metric, cut(share, values)));
        Map<String, List<Long>> items = new TreeMap<>();
        counts.forEach((task, values) -> items.put(task, cut(share, values)));
        double part = (double) total(items) / total(counts);
        return new BlockSums(some, items, blocks, Math.round(tokens * part));
    }

    private static <T> List<T> cut(Share share, List<T> values) {
        return values.subList(share.firstOf(values.size()), share.endOf(values.size()));
    }

    private static long total(Map<String, List<Long>> counts) {
        return counts.values().stream()
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .sum();
    }

    private static <T> Map<String, List<T>> joined(Map<String, List<T>> first, Map<String, List<T>> second) {
        BinaryOperator<List<T>> append = (a, b) -> {
            List<T> all = new ArrayList<>(a);
            all.addAll(b);
            return all;
        };
        Map<String, List<T>> joined = new TreeMap<>(first);
        second.forEach((name, values) -> joined.merge(name, values, append));
        return joined;
    }

    /** Whether all of the data is in it. */
    @JsonIgnore
    public boolean isComplete() {
        return blocks.entrySet().stream()
                .allMatch(task -> counts.getOrDefault(task.getKey(), List.of()).size() == task.getValue());
    }

    /** The metrics of the data in all blocks here, by full name, with {@code items} of each task. */
    public Map<String, Double> metrics() {
        Map<String, Double> metrics = new TreeMap<>();
        for (String name : sums.keySet()) {
            double mean = mean(name);
            metrics.put(name, mean);
            if (name.endsWith("." + Metrics.NATS_PER_TOKEN)) {
                metrics.put(Metrics.ofTask(Metrics.taskOf(name), Metrics.PERPLEXITY), Math.exp(mean));
            }
        }
        counts.keySet().forEach(task -> metrics.put(Metrics.ofTask(task, Metrics.ITEMS), (double) items(task)));
        return metrics;
    }

    /** The mean over the items of all blocks here; NaN where nothing was measured of it. */
    public double mean(String metric) {
        long items = items(Metrics.taskOf(metric));
        return items == 0
                ? Double.NaN
                : sums.getOrDefault(metric, List.of()).stream()
                                .mapToDouble(Double::doubleValue)
                                .sum()
                        / items;
    }

    /** Items of a task in all blocks here. */
    public long items(String task) {
        return counts.getOrDefault(task, List.of()).stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
