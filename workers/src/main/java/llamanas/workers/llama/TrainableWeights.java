package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The arrays of a training, in native memory: what is computed with, what it costs, and what the optimiser remembers.
 *
 * <p>Lists are those of training.py: {@code w} the weights in the computing dtype, {@code a} the adapters, {@code g} and
 * {@code b} the accumulated gradients of either. What is trained (all weights, or the adapters alone) has for each array a
 * master and two moments of AdamW in the master dtype; where both dtypes are the same, the master <em>is</em> the weight.
 */
final class TrainableWeights implements AutoCloseable {
    private static final int FIRST_LAYER = CheckpointLayout.firstOf(0);
    private static final int LAYER = CheckpointLayout.firstOf(1) - FIRST_LAYER;

    /** Of q, k, v, o, gate, up, down among a layer's arrays. */
    private static final int[] PROJECTIONS = {1, 2, 3, 4, 6, 7, 8};

    /** Adapters of a layer: down and up of each projection. */
    private static final int ADAPTERS = 2 * PROJECTIONS.length;

    final List<NDArray> w;
    final List<NDArray> a;
    final List<NDArray> g;
    final List<NDArray> b;
    /** What is trained and has two dimensions. */
    final Group matrices = new Group();

    /** What is trained and has one: norms and biases. */
    final Group vectors = new Group();

    /** Arrays that together are the state of the training: masters, then first and second moments. */
    final List<NDArray> state;

    /** Arrays that the optimiser changes, without doubles; the lists run in parallel. */
    record Group(
            List<NDArray> master,
            List<NDArray> gradient,
            List<NDArray> firstMoment,
            List<NDArray> secondMoment,
            List<NDArray> work) {
        private Group() {
            this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        }
    }

    private final List<NDArray> begin;
    private final NDManager owner;
    private final Kernels kernels;
    private final TrainingNumbers numbers;

    /**
     * Copies weights for a training.
     *
     * @param source the weights as they are, which have to outlive this: merged adapters go on top of them
     * @param rank of the adapters; 0 = all weights are trained
     * @param seed of the adapters
     */
    TrainableWeights(Kernels kernels, List<NDArray> source, TrainingNumbers numbers, int rank, long seed) {
        this.kernels = kernels;
        this.begin = source;
        this.numbers = numbers;
        this.owner = kernels.newScope();
        try {
            w = twins(source, numbers.compute());
            boolean all = rank == 0;
            a = all ? empties(layers() * ADAPTERS) : adapters(rank, new Random(seed));
            g = all ? zeros(w) : empties(FIRST_LAYER);
            b = all ? empties(a.size()) : zeros(a);
            train(all ? w : a, all ? g : b, all ? source : a);
            state = Stream.of(of(Group::master), of(Group::firstMoment), of(Group::secondMoment))
                    .flatMap(List::stream)
                    .toList();
        } catch (RuntimeException e) {
            owner.close();
            throw e;
        }
    }

    private int layers() {
        return (w.size() - FIRST_LAYER) / LAYER;
    }

    /** Own copies; an array that occurs twice (a tied head) stays one. */
    private List<NDArray> twins(List<NDArray> source, int code) {
        IdentityHashMap<NDArray, NDArray> made = new IdentityHashMap<>();
        List<NDArray> twins = new ArrayList<>();
        for (NDArray array : source) {
            twins.add(made.computeIfAbsent(array, one -> own(one, code)));
        }
        return twins;
    }

    private NDArray own(NDArray array, int code) {
        return one("own", owner.create(new long[] {code}), array);
    }

    /** The same numbers under another name. */
    private NDArray alias(NDArray array) {
        return one("alias", owner.create(new long[0]), array);
    }

    private NDArray one(String kernel, NDArray numbersOfIt, NDArray array) {
        try (numbersOfIt) {
            return kernels.train(kernel, numbersOfIt, array).get(0);
        }
    }

    private List<NDArray> zeros(List<NDArray> like) {
        IdentityHashMap<NDArray, NDArray> made = new IdentityHashMap<>();
        List<NDArray> zeros = new ArrayList<>();
        for (NDArray array : like) {
            zeros.add(made.computeIfAbsent(array, one -> owner.zeros(one.getShape(), numbers.masterType())));
        }
        return zeros;
    }

    private List<NDArray> empties(int count) {
        List<NDArray> empties = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            empties.add(owner.zeros(new Shape(0), numbers.masterType()));
        }
        return empties;
    }

    /** For each projection: down, small and random; up, zero, so that the adapted network begins as the plain one. */
    private List<NDArray> adapters(int rank, Random random) {
        List<NDArray> adapters = new ArrayList<>();
        for (int layer = 0; layer < layers(); layer++) {
            for (int projection : PROJECTIONS) {
                Shape shape =
                        w.get(CheckpointLayout.firstOf(layer) + projection).getShape();
                adapters.add(own(uniform(rank, shape.get(1), random), numbers.compute()));
                adapters.add(own(owner.zeros(new Shape(shape.get(0), rank)), numbers.compute()));
            }
        }
        return adapters;
    }

    private NDArray uniform(long rows, long columns, Random random) {
        float[] values = new float[Math.toIntExact(rows * columns)];
        float bound = (float) (1 / Math.sqrt((double) columns));
        for (int i = 0; i < values.length; i++) {
            values[i] = (2 * random.nextFloat() - 1) * bound;
        }
        return owner.create(values, new Shape(rows, columns));
    }

    /** @param unrounded the weights before any rounding to the computing dtype */
    private void train(List<NDArray> weights, List<NDArray> gradients, List<NDArray> unrounded) {
        IdentityHashMap<NDArray, Boolean> seen = new IdentityHashMap<>();
        for (int i = 0; i < weights.size(); i++) {
            NDArray weight = weights.get(i);
            if (weight.size() > 0 && seen.put(weight, true) == null) {
                Group group = weight.getShape().dimension() > 1 ? matrices : vectors;
                boolean same = numbers.compute() == numbers.master();
                group.master().add(same ? alias(weight) : own(unrounded.get(i), numbers.master()));
                group.gradient().add(gradients.get(i));
                group.firstMoment().add(owner.zeros(weight.getShape(), numbers.masterType()));
                group.secondMoment().add(owner.zeros(weight.getShape(), numbers.masterType()));
                group.work().add(weight);
            }
        }
    }

    List<NDArray> gradient() {
        return of(Group::gradient);
    }

    List<NDArray> master() {
        return of(Group::master);
    }

    /** The lists of both groups, one behind the other. */
    private List<NDArray> of(Function<Group, List<NDArray>> list) {
        List<NDArray> all = new ArrayList<>(list.apply(matrices));
        all.addAll(list.apply(vectors));
        return all;
    }

    private NDArray masterOf(NDArray weight) {
        List<NDArray> works = of(Group::work);
        // By identity: arrays call each other equal that hold the same numbers.
        int index = IntStream.range(0, works.size())
                .filter(i -> works.get(i) == weight)
                .findFirst()
                .orElseThrow();
        return of(Group::master).get(index);
    }

    /** Weights are as their masters again. */
    void refresh() {
        List<NDArray> masters = of(Group::master);
        List<NDArray> works = of(Group::work);
        for (int i = 0; i < masters.size(); i++) {
            assign(works.get(i), masters.get(i));
        }
    }

    void assign(NDArray to, NDArray from) {
        try (NDArray none = owner.create(new long[0])) {
            kernels.train("assign", none, to, from).get(0).close();
        }
    }

    /**
     * A weight in float32: the master itself, or what it began as with the adapter's product added.
     *
     * @param index in the list {@code w}
     */
    NDArray merged(NDManager scope, int index, double scale) {
        NDArray none = scope.create(new long[] {Dtype.FLOAT32.code});
        int projection = index < FIRST_LAYER ? -1 : Arrays.binarySearch(PROJECTIONS, (index - FIRST_LAYER) % LAYER);
        if (a.get(0).size() == 0) {
            return kernels.train("own", none, masterOf(w.get(index))).get(0);
        }
        if (projection < 0) {
            return kernels.train("own", none, begin.get(index)).get(0);
        }
        int adapter = (index - FIRST_LAYER) / LAYER * ADAPTERS + 2 * projection;
        return kernels.train(
                        "merge",
                        scope.create(new double[] {scale}),
                        begin.get(index),
                        masterOf(a.get(adapter)),
                        masterOf(a.get(adapter + 1)))
                .get(0);
    }

    @Override
    public void close() {
        owner.close();
    }
}
