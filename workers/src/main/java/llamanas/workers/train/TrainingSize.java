package llamanas.workers.train;

import ai.djl.Device;
import java.nio.file.Path;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointLayout;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;

/**
 * What the memory of a training depends on, besides the model's shape.
 *
 * @param compute what forward and backward pass compute in
 * @param rank of low-rank adapters; 0 = all weights are trained
 * @param batch sequences of a pass
 * @param block tokens of each
 * @param teacher whether a teacher's probabilities are compared with
 * @param gpu whether the memory is that of a GPU
 * @param loaded networks as they were loaded, beside the trained copy
 */
public record TrainingSize(Dtype compute, int rank, int batch, int block, boolean teacher, boolean gpu, Loaded loaded) {
    private static final int USUAL_RANK = 16;

    /**
     * Memory of networks that are only read.
     *
     * @param own bytes that the process (or the GPU) has to have
     * @param mapped bytes of files, which the system keeps in memory as long as there is room
     */
    public record Loaded(long own, long mapped) {
        /**
         * A checkpoint that is loaded as the frozen teacher, and once more in float32 where the computing dtype would round its
         * weights.
         */
        static Loaded of(Path folder, Device device, Dtype compute) {
            CheckpointIndex checkpoint = CheckpointIndex.read(folder);
            long parameters = parameters(LlamaConfig.read(folder));
            boolean same = LlamaModel.storedIn(folder, compute);
            boolean exactly = same || compute == Dtype.FLOAT32;
            long own = maps(device, same) ? 0 : parameters * compute.bytes();
            if (!exactly && !maps(device, LlamaModel.storedIn(folder, Dtype.FLOAT32))) {
                own += parameters * Dtype.FLOAT32.bytes();
            }
            return new Loaded(own, device.isGpu() ? 0 : bytes(checkpoint));
        }

        /** Networks of made-up weights, or loaded once. */
        public static Loaded once(LlamaConfig config, Dtype compute, boolean mapped) {
            long bytes = parameters(config) * compute.bytes();
            return mapped ? new Loaded(0, bytes) : new Loaded(bytes, 0);
        }

        private static boolean maps(Device device, boolean same) {
            return same && !device.isGpu();
        }

        private static long bytes(CheckpointIndex checkpoint) {
            return checkpoint.tensors().values().stream()
                    .mapToLong(tensor -> tensor.end() - tensor.start())
                    .sum();
        }
    }

    static TrainingSize of(TrainSpec spec, Dtype compute, boolean gpu, Loaded loaded) {
        return new TrainingSize(
                compute,
                spec.mode().equals(TrainSpec.LORA) ? spec.rank() : 0,
                spec.batch(),
                spec.block(),
                true,
                gpu,
                loaded);
    }

    /** The same with adapters of a usual rank instead of all weights. */
    TrainingSize adapted() {
        return new TrainingSize(compute, USUAL_RANK, batch, block, teacher, gpu, loaded);
    }

    /** The same with hardly any text. */
    TrainingSize least() {
        return new TrainingSize(compute, rank, 1, 2, teacher, gpu, loaded);
    }

    long tokens() {
        return (long) batch * block;
    }

    static long parameters(LlamaConfig config) {
        return CheckpointLayout.of(config).stream()
                .mapToLong(tensor -> tensor.shape(config).stream().reduce(1L, Math::multiplyExact))
                .sum();
    }
}
