package llamanas.protocol.space;

import java.util.List;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;

/**
 * Exact size of a quantized matrix, in memory and on disk, and which matrices can be quantized at all.
 *
 * <p>Int8 has one scale for each row (output channel). Int4 has a step and a zero point for each group of neighbours in a
 * row. Scales and zero points have the dtype that the network computes in. All functions are O(1).
 */
public final class QuantizedSize {
    /** Weights of an int4 group where nothing else is said. */
    public static final int GROUP = 64;

    /** Sizes of int4 groups that PyTorch's kernels know. */
    public static final List<Integer> GROUPS = List.of(32, 64, 128, 256);

    /** Vector instructions read so many int8 at a time; rows are filled up with zeros. */
    private static final int INT8_COLUMNS = 16;

    /** Int4 is packed by tiles of so many rows. */
    private static final int INT4_ROWS = 16;

    private QuantizedSize() {}

    /**
     * Bytes of a matrix {@code [rows, columns]} with its scales and zero points.
     *
     * @param bits 16 (as loaded), 8 or 4
     * @param group weights of an int4 group
     * @param floatBytes bytes of one number of the network's dtype
     */
    public static long bytes(int bits, long rows, long columns, int group, int floatBytes) {
        return switch (bits) {
            case 16 -> rows * columns * floatBytes;
            case 8 -> rows * (int8Columns(columns) + floatBytes);
            case 4 -> rows * columns / 2 + rows * (columns / group) * 2 * floatBytes;
            default -> throw new IllegalArgumentException(bits + " bits");
        };
    }

    /** Weights of an int4 group in rows of so many: {@link #GROUP}, or the smallest known where that does not divide them. */
    public static int groupOf(long columns) {
        return columns % GROUP == 0 ? GROUP : GROUPS.get(0);
    }

    /** Columns of an int8 matrix as it lies in memory. */
    public static long int8Columns(long columns) {
        return (columns + INT8_COLUMNS - 1) / INT8_COLUMNS * INT8_COLUMNS;
    }

    /** As the other, for the group that a matrix of that width gets ({@link #groupOf}). */
    public static void check(String name, int bits, long rows, long columns) {
        check(name, bits, rows, columns, groupOf(columns));
    }

    /**
     * Refuses what no kernel can hold: int4 where groups do not divide the width, or rows do not fill the tiles. Every matrix
     * can be int8, or stay as loaded.
     *
     * @param name of the matrix, for the message, such as {@code layer 3, down}
     * @throws InvalidInputException that names the matrix, what was found, and what would fit
     */
    public static void check(String name, int bits, long rows, long columns, int group) {
        if (bits != 4) {
            return;
        }
        if (!GROUPS.contains(group) || columns % group != 0) {
            throw new InvalidInputException(String.format(
                    "%s [%d, %d] at 4 bits: %s; %s", name, rows, columns, misfit(columns, group), fitting(columns)));
        }
        if (rows % INT4_ROWS != 0) {
            throw new InvalidInputException(String.format(
                    "%s [%d, %d] at 4 bits: found %d rows, expected a multiple of %d; choose another width, or 8 bits",
                    name, rows, columns, rows, INT4_ROWS));
        }
    }

    /**
     * The same for every matrix of a layer that a sub-network keeps.
     *
     * @param where what the layer belongs to, for the message
     */
    public static void check(String where, ModelShape shape, LayerChoice layer) {
        for (Matrix matrix : Matrix.ALL) {
            long columns = matrix.columns(shape, layer);
            if (columns > 0) {
                String name = where + matrix.label();
                check(name, matrix.bits(layer.bits()), matrix.rows(shape, layer), columns, groupOf(columns));
            }
        }
    }

    private static String misfit(long columns, int group) {
        return GROUPS.contains(group)
                ? "groups of " + group + " do not divide its width of " + columns
                : "no kernel has groups of " + group;
    }

    private static String fitting(long columns) {
        String fit = GROUPS.stream()
                .filter(group -> columns % group == 0)
                .map(String::valueOf)
                .collect(Collectors.joining(", "));
        return fit.isEmpty()
                ? "none of " + GROUPS + " does: choose another width, or 8 bits"
                : "groups of " + fit + " would";
    }
}
