package llamanas.protocol.space;

import java.util.List;

/**
 * One integer gene.
 *
 * @param name column name in tables, for example {@code ffn[3]}
 * @param choices what its values 0, 1, .. stand for
 */
public record Gene(String name, List<String> choices) {
    public Gene {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("gene " + name + " has no choices");
        }
    }
}
