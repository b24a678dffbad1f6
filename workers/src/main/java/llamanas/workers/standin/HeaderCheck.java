package llamanas.workers.standin;

import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** Whether what somebody wrote as the header of a table holds together: a space that sub-networks can be made of. */
final class HeaderCheck {
    /** Far beyond any model; a list of as many fits everywhere. */
    private static final int LAYERS = 100_000;

    private HeaderCheck() {}

    /**
     * Passes a header that can be worked with.
     *
     * @param where names the file
     * @throws InvalidInputException where it can't
     */
    static Inspection check(@Nullable Inspection header, String where) {
        if (header == null || missing(header.space()) || missing(header.space().shape())) {
            throw new InvalidInputException(where + "found no space with a shape, expected those of the table's genes");
        }
        if (missing(header.modelHash()) || missing(header.dataHash())) {
            throw new InvalidInputException(where + "found no modelHash or dataHash, expected both");
        }
        shape(header.space().shape(), where);
        decoded(header.space(), where);
        return header;
    }

    /** What Jackson leaves where a file says nothing, or null. */
    private static boolean missing(@Nullable Object value) {
        return value == null;
    }

    private static void shape(ModelShape shape, String where) {
        Stream<ToIntFunction<ModelShape>> sizes = Stream.of(
                ModelShape::layers,
                ModelShape::hidden,
                ModelShape::ffn,
                ModelShape::heads,
                ModelShape::kvHeads,
                ModelShape::headDim,
                ModelShape::vocabulary,
                ModelShape::context);
        if (sizes.anyMatch(size -> size.applyAsInt(shape) < 1)
                || shape.layers() > LAYERS
                || shape.heads() % shape.kvHeads() != 0) {
            throw new InvalidInputException(where + "space.shape: found sizes of no model, expected them above 0, "
                    + LAYERS + " layers at most, and kvHeads that divides heads");
        }
    }

    /** Makes the sub-networks of all first and of all last choices; what the dimensions can't do they throw. */
    private static void decoded(SearchSpace space, String where) {
        try {
            List<Gene> genes = space.genes();
            space.architecture(Genome.of(genes.stream().mapToInt(gene -> 0).toArray()));
            space.architecture(Genome.of(
                    genes.stream().mapToInt(gene -> gene.choices().size() - 1).toArray()));
        } catch (RuntimeException e) {
            throw new InvalidInputException(
                    where + "space: found dimensions that no sub-network can be made of, expected layers and choices of"
                            + " its shape",
                    e);
        }
    }
}
