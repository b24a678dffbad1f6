package llamanas.workers.quant;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import llamanas.protocol.space.Matrix;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.llama.QuantizationKernels;
import org.jspecify.annotations.Nullable;

/**
 * Quantized matrices of one network, each computed once and kept while there is room.
 *
 * <p>What the prefixes of a matrix share: an int8 matrix has a scale for each row, so its first rows are a view, and all
 * row prefixes are one entry. Another number of columns changes the largest weight of a row, and int4 is packed in tiles:
 * those are quantized once for each width.
 *
 * <p>Who asks gets a lease. When the bytes of all entries pass the budget, those that nobody has leased go, the least recently used
 * first; leased ones stay, so that what runs at once may take more than the budget. Thread-safe: several
 * evaluations lease at once, and the second who asks for a matrix waits for the first to compute it.
 */
public final class QuantizedMatrices implements AutoCloseable {
    private final Quantizer quantizer;
    private final QuantizationKernels kernels;
    private final BiFunction<Integer, Matrix, NDArray> weights;
    private final long budget;
    private final Map<Key, Entry> entries = new LinkedHashMap<>(64, 0.75f, true);
    private long bytes;

    private record Key(int layer, Matrix matrix, long rows, long columns, int bits) {
        int group() {
            return QuantizedSize.groupOf(columns);
        }
    }

    /**
     * A cache that is empty.
     *
     * @param weights the full matrix {@code [out, in]} of a layer
     * @param budget bytes to keep
     */
    public QuantizedMatrices(Quantizer quantizer, BiFunction<Integer, Matrix, NDArray> weights, long budget) {
        this.quantizer = quantizer;
        this.kernels = quantizer.kernels();
        this.weights = weights;
        this.budget = budget;
    }

    /** A matrix in use; it stays where it is until this is closed. */
    public final class Lease implements AutoCloseable {
        private final Entry entry;
        private final NDManager views;
        private final QuantizedMatrix matrix;

        private Lease(Entry entry, long rows) {
            QuantizedMatrix whole = entry.matrix();
            this.entry = entry;
            this.views = kernels.newScope();
            this.matrix = rows == entry.key.rows() ? whole : firstRows(whole, rows);
        }

        private QuantizedMatrix firstRows(QuantizedMatrix whole, long rows) {
            NDArray weight = kernels.prefix(views, whole.weight(), rows, Long.MAX_VALUE);
            return new QuantizedMatrix(weight, kernels.first(views, whole.scale(), rows));
        }

        public QuantizedMatrix matrix() {
            return matrix;
        }

        @Override
        public void close() {
            views.close();
            release(entry);
        }
    }

    /** One quantized matrix; its native memory is freed when it is closed. */
    private final class Entry {
        private final Key key;
        private final long size;
        private final NDManager owner = kernels.newScope();
        private int leases;
        private @Nullable QuantizedMatrix matrix;

        Entry(Key key) {
            this.key = key;
            this.size = quantizer.bytes(key.bits(), key.rows(), key.columns(), key.group());
        }

        synchronized QuantizedMatrix matrix() {
            QuantizedMatrix made = matrix;
            if (made == null) {
                NDArray full = weights.apply(key.layer(), key.matrix());
                try (NDArray part = kernels.prefix(owner, full, key.rows(), key.columns())) {
                    made = quantizer.quantize(owner, part, key.bits(), key.group());
                }
                matrix = made;
            }
            return made;
        }
    }

    /**
     * The first rows and columns of a layer's matrix, quantized.
     *
     * @param bits 8 or 4
     * @throws llamanas.protocol.InvalidInputException where that shape can't have so few bits
     */
    public Lease lease(int layer, Matrix matrix, long rows, long columns, int bits) {
        QuantizedSize.check("layer " + layer + ", " + matrix.label(), bits, rows, columns);
        boolean shared = bits == 8 && quantizer.packs();
        long stored = shared ? weights.apply(layer, matrix).getShape().get(0) : rows;
        Entry entry = acquire(new Key(layer, matrix, stored, columns, bits));
        try {
            return new Lease(entry, rows);
        } catch (RuntimeException e) {
            release(entry);
            throw e;
        }
    }

    private synchronized Entry acquire(Key key) {
        Entry entry = entries.get(key);
        if (entry == null) {
            entry = new Entry(key);
            entries.put(key, entry);
            bytes += entry.size;
        }
        entry.leases++;
        makeRoom();
        return entry;
    }

    private synchronized void release(Entry entry) {
        entry.leases--;
        makeRoom();
    }

    private void makeRoom() {
        Iterator<Entry> oldest = entries.values().iterator();
        while (bytes > budget && oldest.hasNext()) {
            Entry entry = oldest.next();
            if (entry.leases == 0) {
                oldest.remove();
                bytes -= entry.size;
                entry.owner.close();
            }
        }
    }

    /** Bytes of all entries. */
    public synchronized long bytes() {
        return bytes;
    }

    /** Matrices that are kept. */
    public synchronized int size() {
        return entries.size();
    }

    @Override
    public synchronized void close() {
        entries.values().forEach(entry -> entry.owner.close());
        entries.clear();
        bytes = 0;
    }
}
