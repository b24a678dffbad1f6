package llamanas.protocol.space;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.stream.Stream;

/**
 * One thing that a search may vary. A dimension knows its genes, what they do to the layers, and how to read them back
 * off a canonical architecture.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "dimension")
@JsonSubTypes({
    @JsonSubTypes.Type(value = DepthDimension.class, name = "depth"),
    @JsonSubTypes.Type(value = KeepDimension.class, name = "keep"),
    @JsonSubTypes.Type(value = AttentionDimension.class, name = "attention"),
    @JsonSubTypes.Type(value = FfnDimension.class, name = "ffn"),
    @JsonSubTypes.Type(value = KvHeadsDimension.class, name = "kv_heads"),
    @JsonSubTypes.Type(value = BitsDimension.class, name = "bits")
})
public sealed interface Dimension permits DepthDimension, LayerDimension {
    List<Gene> genes();

    /** Number of genes. O(1), unlike {@link #genes()}, which makes their names. */
    int geneCount();

    /** Applies the genes from {@code offset} on to the layers, in place. */
    void decode(Genome genome, int offset, LayerChoice[] layers);

    /**
     * Writes the genes that stand for a canonical architecture, so that {@link #decode} gives it back. Where a gene has no
     * effect, its value is a fixed one.
     */
    void encode(Architecture architecture, int[] genes, int offset);

    /**
     * What this dimension makes of one layer's choice: one for each of its own choices where it decides on layers one by
     * one; that choice alone where it does not vary the layer, or decides on all layers at once (depth). Not canonical.
     */
    Stream<LayerChoice> varied(int layer, LayerChoice choice);
}
