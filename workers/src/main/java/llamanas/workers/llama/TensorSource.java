package llamanas.workers.llama;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import llamanas.protocol.GivenFiles;

/** Gives the tensors of a checkpoint as views of its memory-mapped files. */
final class TensorSource {
    private final CheckpointIndex checkpoint;
    private final Kernels kernels;
    private final NDManager owner;
    private final Map<Path, Map<SafetensorsDtype, NDArray>> mapped = new HashMap<>();

    TensorSource(CheckpointIndex checkpoint, Kernels kernels, NDManager owner) {
        this.checkpoint = checkpoint;
        this.kernels = kernels;
        this.owner = owner;
    }

    /** The tensor as it is stored, in CPU memory that belongs to the file. */
    NDArray map(String name) {
        SafetensorsTensor tensor = checkpoint.tensor(name);
        SafetensorsDtype dtype = tensor.dtype();
        if (tensor.aligned()) {
            return part(flat(tensor.file(), dtype), tensor.start() / dtype.bytes(), tensor);
        }
        return part(flat(aligned(tensor), dtype), 0, tensor);
    }

    private NDArray part(NDArray flat, long start, SafetensorsTensor tensor) {
        return kernels.run(
                owner,
                "part",
                flat,
                start,
                tensor.shape().stream().mapToLong(Long::longValue).toArray());
    }

    private NDArray flat(Path file, SafetensorsDtype dtype) {
        return mapped.computeIfAbsent(file, f -> new HashMap<>()).computeIfAbsent(dtype, d -> {
            Path real = regular(file);
            long count = size(real) / d.bytes();
            return kernels.run(owner, "map_file", real.toString(), count, d.torchCode());
        });
    }

    /**
     * A safetensors file may start its data anywhere; a view needs a multiple of the element size. Such a tensor is copied
     * into a file of its own, which lives as long as the mapping.
     */
    private static Path aligned(SafetensorsTensor tensor) {
        try {
            Path copy = Files.createTempFile("llama-nas-tensor", ".bin");
            copy.toFile().deleteOnExit();
            try (FileChannel in = GivenFiles.channel(tensor.file());
                    FileChannel out = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                long at = tensor.start();
                while (at < tensor.end()) {
                    at += in.transferTo(at, tensor.end() - at, out);
                }
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path regular(Path file) {
        try {
            return GivenFiles.regular(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
