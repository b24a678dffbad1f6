package llamanas.protocol.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names of metrics. Exact ones stand alone ({@code parameters}); those of a sub-network as it would be deployed
 * ({@code decode_ms}) need a {@link DeploymentSpec}; those of a task are {@code task.metric}; those measured on
 * the half that the search did not see are {@code report.task.metric}; those of an analytic function are {@code f1}, {@code f2}, ..
 */
public final class Metrics {
    public static final String PARAMETERS = "parameters";
    public static final String BYTES = "bytes";
    public static final String FLOPS = "flops";
    public static final String NATS_PER_TOKEN = "nats_per_token";
    public static final String PERPLEXITY = "perplexity";
    public static final String KL = "kl";
    public static final String ACC = "acc";
    public static final String ACC_NORM = "acc_norm";
    public static final String ITEMS = "items";

    /** Bytes of the key/value cache at the end of a deployment's sequences. */
    public static final String KV_BYTES = "kv_bytes";

    /** Bytes of weights, cache and largest activations of a deployment. */
    public static final String MEMORY_BYTES = "memory_bytes";

    /** Milliseconds for the whole prompt, all sequences of the batch. */
    public static final String PREFILL_MS = "prefill_ms";

    /** Milliseconds of one decoding step of the batch, averaged over the generated tokens. */
    public static final String DECODE_MS = "decode_ms";

    /** Joules for one generated token, on hosts that count them. */
    public static final String JOULES_PER_TOKEN = "joules_per_token";

    public static final String REPORT_PREFIX = "report.";

    /** Computed from the shape alone, before any evaluation. */
    public static final List<String> EXACT = List.of(PARAMETERS, BYTES, FLOPS);

    /** Computed from the shape and how it is deployed. */
    private static final List<String> EXACT_DEPLOYED = List.of(KV_BYTES, MEMORY_BYTES);

    /** Milliseconds: measured, or computed from a profile of the device. */
    public static final List<String> LATENCIES = List.of(PREFILL_MS, DECODE_MS);

    /** Of a sub-network as it would be deployed. */
    public static final List<String> DEPLOYED =
            List.of(KV_BYTES, MEMORY_BYTES, PREFILL_MS, DECODE_MS, JOULES_PER_TOKEN);

    /** What a task can measure, with the way in which it is better. */
    private static final Map<String, Direction> TASK_METRICS = Map.of(
            NATS_PER_TOKEN, Direction.MINIMIZE,
            PERPLEXITY, Direction.MINIMIZE,
            KL, Direction.MINIMIZE,
            ACC, Direction.MAXIMIZE,
            ACC_NORM, Direction.MAXIMIZE);

    /** What an analytic function computes. */
    private static final Pattern OF_FUNCTION = Pattern.compile("f[1-9][0-9]*");

    private Metrics() {}

    public static String ofTask(String task, String metric) {
        return task + "." + metric;
    }

    /** The task of a metric by its full name. */
    public static String taskOf(String metric) {
        return metric.substring(0, metric.lastIndexOf('.'));
    }

    /** The mean over items that a metric of a task follows from and rises with; most metrics are one themselves. */
    public static String meanOf(String metric) {
        return metric.endsWith("." + PERPLEXITY) ? ofTask(taskOf(metric), NATS_PER_TOKEN) : metric;
    }

    /** The direction of a metric by its full name; empty where nobody measures such a thing. */
    public static Optional<Direction> direction(String metric) {
        if (EXACT.contains(metric) || isDeployed(metric) || isOfFunction(metric)) {
            return Optional.of(Direction.MINIMIZE);
        }
        int dot = metric.lastIndexOf('.');
        return dot < 0 ? Optional.empty() : Optional.ofNullable(TASK_METRICS.get(metric.substring(dot + 1)));
    }

    /** Whether it is what an analytic function computes, which stands for no network. */
    public static boolean isOfFunction(String metric) {
        return OF_FUNCTION.matcher(metric).matches();
    }

    public static boolean isExact(String metric) {
        return EXACT.contains(metric);
    }

    /** Whether its values are whole numbers: parameters, bytes, operations. */
    public static boolean isCount(String metric) {
        return isExact(metric) || EXACT_DEPLOYED.contains(metric);
    }

    /** Whether it is one of a sub-network as it would be deployed, which need a {@link DeploymentSpec}. */
    public static boolean isDeployed(String metric) {
        return DEPLOYED.contains(metric);
    }

    /** Whether it is measured on data: not of the network's shape, and not of how it is deployed. */
    public static boolean dependsOnData(String metric) {
        return !isExact(metric) && !isDeployed(metric);
    }

    /** What is computed for a deployment, beside {@link #EXACT}. */
    static List<String> computedFor(DeploymentSpec deployment) {
        return deployment.latency().isComputed()
                ? Stream.concat(EXACT_DEPLOYED.stream(), LATENCIES.stream()).toList()
                : EXACT_DEPLOYED;
    }
}
