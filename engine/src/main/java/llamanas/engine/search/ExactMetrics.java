package llamanas.engine.search;

import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;

/**
 * The metrics that follow from a sub-network's shape: {@link Metrics#EXACT}. Each is a constant plus a sum over the layers.
 *
 * @param shape the full network; FLOPs are those of one sequence as long as its context
 * @param bytesPerParameter size of one weight
 */
record ExactMetrics(ModelShape shape, int bytesPerParameter) {
    private static final Map<String, Integer> BYTES = Map.of("float32", 4, "bfloat16", 2, "float16", 2);

    static ExactMetrics of(ModelShape shape, String dtype) {
        Integer bytes = BYTES.get(dtype);
        if (bytes == null) {
            throw new InvalidInputException("dtype: '" + dtype + "' is not known; expected float32 or bfloat16");
        }
        return new ExactMetrics(shape, bytes);
    }

    double of(String metric, Architecture architecture) {
        return switch (metric) {
            case Metrics.PARAMETERS -> Cost.parameters(shape, architecture);
            case Metrics.BYTES -> Cost.bytes(shape, architecture, bytesPerParameter);
            case Metrics.FLOPS -> Cost.flops(shape, architecture, shape.context());
            default -> throw new IllegalArgumentException(metric + " is not an exact metric");
        };
    }
}
