package llamanas.engine.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.space.Gene;

/**
 * Genes that decide the same thing, each for another layer: those of one name, but for the number at its end, with the same choices.
 *
 * @param name without the number, for example {@code ffn}
 * @param genes their places in a genome, ascending
 * @param choices what their values stand for
 */
public record GeneKind(String name, List<Integer> genes, List<String> choices) {
    public GeneKind {
        genes = List.copyOf(genes);
        choices = List.copyOf(choices);
    }

    private record Key(String name, List<String> choices) {}

    /** The kinds of a space's genes, in the order in which they come. */
    public static List<GeneKind> of(List<Gene> genes) {
        Map<Key, List<Integer>> places = new LinkedHashMap<>();
        for (int gene = 0; gene < genes.size(); gene++) {
            Key key = new Key(family(genes.get(gene).name()), genes.get(gene).choices());
            places.computeIfAbsent(key, k -> new ArrayList<>()).add(gene);
        }
        return places.entrySet().stream()
                .map(e ->
                        new GeneKind(e.getKey().name(), e.getValue(), e.getKey().choices()))
                .toList();
    }

    /** {@code ffn} of {@code ffn[3]}, {@code x} of {@code x3}. */
    private static String family(String gene) {
        return gene.replaceFirst("\\[?\\d+]?$", "");
    }

    /** The layer that a gene is of: {@code 3} of {@code ffn[3]} and of {@code x3}; its whole name where it has no number. */
    public static String layer(String gene) {
        return gene.replaceFirst("^.*?\\[?(\\d+)]?$", "$1");
    }
}
