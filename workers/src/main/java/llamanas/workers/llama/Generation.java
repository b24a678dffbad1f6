package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.IValue;
import java.util.Arrays;

/**
 * A sub-network that answers prompts: it reads them in one pass and then decodes token by token from a cache of keys and values,
 * always the likeliest. Each is one native call, and may be repeated; both begin where they began before. Caches are made once.
 *
 * <p>For one thread at a time. The sub-network has to outlive it.
 */
public final class Generation implements AutoCloseable {
    private final LlamaModel model;
    private final Subnetwork subnetwork;
    private final int length;
    private final int steps;
    private final NDManager scope;
    private final NDArray prompts;
    private final IValue caches;
    private NDArray next;

    /**
     * Makes the caches.
     *
     * @param prompts plain sequences without padding
     * @param steps tokens to decode behind each prompt
     * @throws llamanas.protocol.InvalidInputException where both together are longer than the model's context
     */
    Generation(LlamaModel model, Subnetwork subnetwork, Batch prompts, int steps) {
        model.config().requireContext(prompts.length(), steps);
        this.model = model;
        this.subnetwork = subnetwork;
        this.length = prompts.length();
        this.steps = steps;
        this.scope = model.newScope();
        try {
            this.prompts = prompts.idsOn(scope);
            this.next = scope.zeros(new Shape(prompts.size(), 1), DataType.INT64);
            this.caches = model.kernels()
                    .list(
                            "caches",
                            subnetwork.weights(),
                            subnetwork.plan(),
                            prompts.size(),
                            length + steps,
                            model.config().headDim());
        } catch (RuntimeException e) {
            scope.close();
            throw e;
        }
    }

    /** Reads the prompts; gives the likeliest next token of each. */
    public long[] prefill() {
        NDArray first = run("prefill", prompts, caches);
        next.close();
        next = first;
        return first.toLongArray();
    }

    /**
     * Tokens behind those that {@link #prefill} gave, sequence after sequence: {@code [sequences * steps]}. Repeated without
     * another prefill it is the same work; the tokens are others where a layer's window has forgotten some of the prompt.
     */
    public long[] decode() {
        try (NDArray written = run("decode", next, length, steps, caches)) {
            return written.toLongArray();
        }
    }

    /** Runs a kernel that ends in what all of them take. */
    private NDArray run(String kernel, Object... own) {
        Object[] all = Arrays.copyOf(own, own.length + 7);
        all[own.length] = subnetwork.weights();
        all[own.length + 1] = subnetwork.scales();
        all[own.length + 2] = subnetwork.plan();
        all[own.length + 3] = model.rotary().cos();
        all[own.length + 4] = model.rotary().sin();
        all[own.length + 5] = model.config().headDim();
        all[own.length + 6] = model.config().rmsNormEps();
        return model.kernels().run(scope, kernel, all);
    }

    @Override
    public void close() {
        caches.close();
        scope.close();
    }
}
