package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.IValue;
import java.util.List;

/**
 * What a forward pass runs: a plan, and the weights that it is a plan for. That of views ({@link LlamaModel#views}) borrows the
 * full network's weights and costs nothing; others bring weights of their own, quantized or cut out, and give them back when
 * closed.
 *
 * <p>Thread-safe until it is closed.
 */
public final class Subnetwork implements AutoCloseable {
    private final long[] plan;
    private final IValue weights;
    private final IValue scales;
    private final Runnable release;

    private Subnetwork(long[] plan, IValue weights, IValue scales, Runnable release) {
        this.plan = plan.clone();
        this.weights = weights;
        this.scales = scales;
        this.release = release;
    }

    static Subnetwork views(long[] plan, Weights weights) {
        return new Subnetwork(plan, weights.all(), weights.noScales(), () -> {});
    }

    /**
     * One with weights of its own.
     *
     * @param plan three numbers a layer, see kernels.py
     * @param weights in the kernels' order, 3 and 16 a layer
     * @param scales seven a layer (q, k, v, o, gate, up, down); one that is not empty says that its weight is quantized and has
     *     the size that the plan asks for
     * @param release gives the arrays back; called once
     */
    public static Subnetwork of(long[] plan, List<NDArray> weights, List<NDArray> scales, Runnable release) {
        IValue first = list(weights);
        IValue second = list(scales);
        return new Subnetwork(plan, first, second, () -> {
            first.close();
            second.close();
            release.run();
        });
    }

    /** The same plan and scales with other weights, which are the new one's. */
    Subnetwork with(IValue others) {
        return new Subnetwork(plan, others, scales, others::close);
    }

    static IValue list(List<NDArray> arrays) {
        return IValue.listFrom(arrays.toArray(PtNDArray[]::new));
    }

    /** Three numbers a layer: key/value heads (0 = no attention), window (0 = all), width of the feed-forward block. */
    public long[] plan() {
        return plan.clone();
    }

    IValue weights() {
        return weights;
    }

    IValue scales() {
        return scales;
    }

    @Override
    public void close() {
        release.run();
    }
}
