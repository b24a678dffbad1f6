package llamanas.workers.llama;

import java.nio.file.Path;
import java.util.List;

/**
 * Where a tensor lies: row-major, little-endian.
 *
 * @param start offset of its first byte from the beginning of the file
 * @param end offset behind its last byte
 */
public record SafetensorsTensor(
        String name, Path file, SafetensorsDtype dtype, List<Long> shape, long start, long end) {
    public SafetensorsTensor {
        shape = List.copyOf(shape);
    }

    /** The same bytes under another name. */
    SafetensorsTensor named(String other) {
        return new SafetensorsTensor(other, file, dtype, shape, start, end);
    }

    /** Count of its numbers. */
    public long elements() {
        return (end - start) / dtype.bytes();
    }

    /**
     * Whether it starts at a multiple of its number's size, so that it can be a view of the mapped file. Every common writer
     * sees to that; the format does not ask for it.
     */
    public boolean aligned() {
        return start % dtype.bytes() == 0;
    }
}
