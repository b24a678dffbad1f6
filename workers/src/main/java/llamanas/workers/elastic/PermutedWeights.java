package llamanas.workers.elastic;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.GivenFiles;
import llamanas.workers.llama.Axis;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointLayout;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.SafetensorsTensor;
import llamanas.workers.llama.TensorEntry;
import llamanas.workers.llama.TensorSpec;

/**
 * The weights of a checkpoint with neurons and heads rearranged. Bytes are moved, nothing is computed: exact in every
 * dtype, one row of one tensor in memory.
 */
final class PermutedWeights implements CheckpointWriter.Fill {
    private final CheckpointIndex source;
    private final LlamaConfig config;
    private final List<LayerOrder> orders;
    private final Map<String, TensorSpec> specs = new HashMap<>();

    PermutedWeights(CheckpointIndex source, LlamaConfig config, List<LayerOrder> orders) {
        this.source = source;
        this.config = config;
        this.orders = orders;
        CheckpointLayout.of(config).forEach(spec -> specs.put(spec.name(), spec));
    }

    /** All tensors of the source, in the order in which they lie there. */
    List<TensorEntry> entries() {
        return source.tensors().values().stream()
                .sorted(Comparator.comparing(SafetensorsTensor::file).thenComparingLong(SafetensorsTensor::start))
                .map(TensorEntry::like)
                .toList();
    }

    @Override
    public void write(TensorEntry tensor, WritableByteChannel out) throws IOException {
        SafetensorsTensor from = source.tensor(tensor.name());
        TensorSpec spec = specs.get(tensor.name());
        try (FileChannel in = GivenFiles.channel(from.file())) {
            if (spec == null || spec.layer() == TensorSpec.OUTSIDE) {
                StoredWeights.copy(in, from, out);
            } else {
                permute(in, from, spec, out);
            }
        }
    }

    /** A norm or bias is one row. */
    private void permute(FileChannel in, SafetensorsTensor from, TensorSpec spec, WritableByteChannel out)
            throws IOException {
        boolean matrix = spec.axes().size() == 2;
        LayerOrder order = orders.get(spec.layer());
        int[] rows = matrix ? places(spec.axes().get(0), order) : new int[1];
        Axis last = spec.axes().get(spec.axes().size() - 1);
        boolean whole = order.of(last).isEmpty();
        int[] columns = places(last, order);
        int bytes = from.dtype().bytes();
        ByteBuffer row = ByteBuffer.allocate(columns.length * bytes);
        ByteBuffer moved = ByteBuffer.allocate(row.capacity());
        for (int origin : rows) {
            read(in, from.start() + (long) origin * row.capacity(), row.clear());
            if (whole) {
                write(row.flip(), out);
                continue;
            }
            moved.clear();
            for (int column : columns) {
                moved.put(row.array(), column * bytes, bytes);
            }
            write(moved.flip(), out);
        }
    }

    private static void write(ByteBuffer bytes, WritableByteChannel out) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    private static void read(FileChannel in, long start, ByteBuffer row) throws IOException {
        while (row.hasRemaining()) {
            if (in.read(row, start + row.position()) < 0) {
                throw new EOFException("the source got shorter while it was read");
            }
        }
    }

    /** For each row or column of the result, which one of the source it is. A head is {@code headDim} of them. */
    private int[] places(Axis axis, LayerOrder order) {
        int[] places = new int[Math.toIntExact(axis.size(config))];
        List<Integer> units = order.of(axis);
        int unit = units.isEmpty() ? 1 : places.length / units.size();
        for (int i = 0; i < places.length; i++) {
            places[i] = units.isEmpty() ? i : units.get(i / unit) * unit + i % unit;
        }
        return places;
    }
}
