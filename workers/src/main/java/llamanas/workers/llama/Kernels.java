package llamanas.workers.llama;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtModel;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The compiled kernels on one device, and the only place that talks to the engine's native interface. Stateless, so it may
 * be called from several threads. What a call returns belongs to the manager given; weights given as {@link IValue} stay
 * the caller's.
 */
public final class Kernels implements AutoCloseable {
    private final Model model;
    private final PtSymbolBlock block;
    private final NDManager manager;

    private Kernels(Model model, PtSymbolBlock block, NDManager manager) {
        this.model = model;
        this.block = block;
        this.manager = manager;
    }

    static {
        // The profiling executor recompiles for every new shape of a batch, and batches have many.
        System.setProperty("ai.djl.pytorch.graph_optimizer", "false");
    }

    /** Compiles the kernels for a device; a few tens of milliseconds. */
    public static Kernels load(Device device) {
        Model model = Model.newInstance("kernels", device, "PyTorch");
        try {
            ((PtModel) model).load(KernelArchive.open(!device.isGpu() && CpuFlags.multipliesBfloat16()), false);
        } catch (IOException | ai.djl.MalformedModelException e) {
            model.close();
            throw new IllegalStateException("the kernels do not compile", e);
        }
        return new Kernels(
                model,
                (PtSymbolBlock) model.getBlock(),
                Engine.getEngine("PyTorch").newBaseManager(device));
    }

    public Device device() {
        return manager.getDevice();
    }

    /** A scope for the arrays of one piece of work; its owner closes it. */
    public NDManager newScope() {
        return manager.newSubManager();
    }

    /** Small made-up numbers, for benchmarks. */
    public NDArray random(NDManager into, Dtype dtype, int seed, long... shape) {
        return run(into, "random", shape, seed, dtype.code);
    }

    /** {@code x weight^T}: the bare product that the runtime is compared with. */
    public NDArray product(NDManager into, NDArray x, NDArray weight) {
        return run(into, "product", x, weight);
    }

    /** Rows of x {@code [rows, columns]}, so many times, for benchmarks: {@code [copies * rows, columns]}. */
    public NDArray copies(NDManager into, NDArray x, int copies) {
        return run(into, "copies", x, copies);
    }

    /** Reads all of x {@code [rows, columns]} once, as a decoding step reads a weight. */
    public void sweep(NDManager scope, NDArray x) {
        run(scope, "sweep", x).close();
    }

    /** Reads all of x once and adds it up. */
    public void total(NDManager scope, NDArray x) {
        run(scope, "total", x).close();
    }

    /**
     * Runs a kernel.
     *
     * @param into owner of the result
     * @param arguments in the kernel's order: arrays, {@code IValue}s, {@code long[]}, integers, doubles and strings
     */
    NDArray run(NDManager into, String kernel, Object... arguments) {
        try (IValue result = list(kernel, arguments)) {
            return result.toTensor((PtNDManager) into);
        }
    }

    /** Runs a kernel that gives something else than one array, such as a list of them; the caller closes it. */
    IValue list(String kernel, Object... arguments) {
        List<IValue> temporary = new ArrayList<>(arguments.length);
        try {
            IValue[] values = new IValue[arguments.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = value(arguments[i], temporary);
            }
            return IValueUtils.runMethod(block, kernel, values);
        } finally {
            temporary.forEach(IValue::close);
        }
    }

    /**
     * Runs a kernel with gradients. Unlike those of {@link #run}, its results can be changed and trained.
     *
     * @param first the results will belong to the manager of this array
     * @param others arrays and lists of arrays, in the kernel's order; no array may stand in two lists
     */
    NDList train(String kernel, NDArray first, Object... others) {
        NDList all = new NDList();
        add(all, null, first);
        for (int i = 0; i < others.length; i++) {
            if (others[i] instanceof List<?> list) {
                // The engine tells elements of a list by their common name.
                String name = "list" + i + "[]";
                list.forEach(array -> add(all, name, (NDArray) array));
            } else {
                add(all, null, (NDArray) others[i]);
            }
        }
        try (NDArray method = first.getManager().create(0)) {
            add(all, "module_method:" + kernel, method);
            // Of this thread: the optimising executor folds away what needed no gradient the first time.
            JniUtils.setGraphExecutorOptimize(false);
            return IValueUtils.forward(block, all, true);
        }
    }

    private static void add(NDList all, @Nullable String name, NDArray array) {
        array.setName(name);
        all.add(array);
    }

    private static IValue value(Object argument, List<IValue> temporary) {
        if (argument instanceof IValue borrowed) {
            return borrowed;
        }
        IValue made;
        if (argument instanceof PtNDArray array) {
            made = IValue.from(array);
        } else if (argument instanceof Integer number) {
            made = IValue.from(number.longValue());
        } else if (argument instanceof Long number) {
            made = IValue.from(number);
        } else if (argument instanceof Double number) {
            made = IValue.from(number);
        } else if (argument instanceof String text) {
            made = IValue.from(text);
        } else if (argument instanceof long[] numbers) {
            made = IValue.listFrom(numbers);
        } else {
            throw new IllegalArgumentException("no kernel takes a " + argument.getClass());
        }
        temporary.add(made);
        return made;
    }

    @Override
    public void close() {
        manager.close();
        model.close();
    }
}
