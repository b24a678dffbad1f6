package llamanas.engine.search.device;

import java.util.List;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.QuantizedSize;

/**
 * The matrix products of one call, prefill of the prompt or one decoding step, with the arithmetic and the bytes of each. A decoding
 * step is the one in the middle of the generated tokens, as all take what it takes on average.
 *
 * @param sequences of the batch
 * @param rows positions of each sequence that are computed
 * @param keys positions of each sequence at the end of the call
 * @param numberBytes bytes of a number as loaded, which activations and the cache have as well
 */
public record Workload(ModelShape shape, int sequences, int rows, int keys, int numberBytes) {
    /**
     * A matrix product.
     *
     * @param flops two a multiply-accumulate
     * @param bytes that are read or written: the weights, what goes in, what comes out
     */
    record Operation(double flops, double bytes) {}

    /** The whole prompt. */
    public static Workload prefill(ModelShape shape, DeploymentSpec deployment, int numberBytes) {
        return new Workload(shape, deployment.batch(), deployment.prompt(), deployment.prompt(), numberBytes);
    }

    /** One step of decoding. */
    public static Workload decode(ModelShape shape, DeploymentSpec deployment, int numberBytes) {
        int keys = deployment.prompt() + (deployment.generate() + 1) / 2;
        return new Workload(shape, deployment.batch(), 1, keys, numberBytes);
    }

    /** The logits of each sequence's last position. */
    List<Operation> outside() {
        return List.of(product(sequences, shape.hidden(), shape.vocabulary(), Bits.LOADED));
    }

    List<Operation> attention(BlockKind kind) {
        int groupHeads = shape.heads() / shape.kvHeads();
        int kv = kind.size() * shape.headDim();
        int q = kv * groupHeads;
        int tokens = sequences * rows;
        Operation toKeys = product(tokens, shape.hidden(), kv, kind.bits());
        return List.of(
                product(tokens, shape.hidden(), q, kind.bits()),
                toKeys,
                toKeys,
                mixing(kind, q, kv),
                product(tokens, q, shape.hidden(), kind.bits()));
    }

    /** Scores and the weighted sum of values, in one pass over keys and values. */
    private Operation mixing(BlockKind kind, int q, int kv) {
        double pairs = 0;
        for (int row = 0; row < rows; row++) {
            pairs += seen(kind, keys - row);
        }
        double cached = Math.min(keys, rows + (kind.window() == 0 ? keys : kind.window() - 1.0));
        return new Operation(
                4.0 * sequences * pairs * q, (2.0 * sequences * rows * q + 2 * sequences * cached * kv) * numberBytes);
    }

    private static double seen(BlockKind kind, int position) {
        return kind.window() == 0 ? position : Math.min(position, kind.window());
    }

    List<Operation> ffn(BlockKind kind) {
        int tokens = sequences * rows;
        Operation up = product(tokens, shape.hidden(), kind.size(), kind.bits());
        return List.of(up, up, product(tokens, kind.size(), shape.hidden(), kind.bits()));
    }

    private Operation product(long tokens, long in, long out, int bits) {
        long weights = bits == Bits.LOADED
                ? in * out * numberBytes
                : QuantizedSize.bytes(bits, out, in, QuantizedSize.groupOf(in), numberBytes);
        return new Operation(2.0 * tokens * in * out, weights + (double) tokens * (in + out) * numberBytes);
    }
}
