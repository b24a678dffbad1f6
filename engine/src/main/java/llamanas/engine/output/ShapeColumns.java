package llamanas.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.space.LayerChoice;

/** What sets the sub-networks of a space apart: a column or two for each of its dimensions, and none for what all have alike. */
final class ShapeColumns {
    private final List<FrontMember> rows;
    private final Set<String> genes;

    /** @param candidates of the search, whose genes say what varies */
    ShapeColumns(List<FrontMember> rows, List<CandidateRow> candidates) {
        this.rows = rows;
        this.genes = candidates.stream()
                .map(CandidateRow::genes)
                .filter(named -> !named.isEmpty())
                .findFirst()
                .map(named -> named.keySet().stream()
                        .map(gene -> gene.replaceFirst("\\[.*", ""))
                        .collect(Collectors.toSet()))
                .orElse(Set.of());
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        if (varies("depth", "keep") || differ(member -> member.architecture().depth())) {
            columns.add(count("", "layers", LayerChoice::keep));
        }
        if (varies("ffn")) {
            columns.add(mean("", "mean FFN", 0, LayerChoice::keep, LayerChoice::ffn));
        }
        if (varies("attention")) {
            columns.addAll(attention());
        }
        if (varies("kv_heads")) {
            columns.add(mean("", "mean KV heads", 1, LayerChoice::attends, LayerChoice::kvHeads));
        }
        columns.addAll(bits());
        return columns;
    }

    /** How many layers attend, and to a window. */
    private List<Column> attention() {
        Column attending = count("attention", "layers", LayerChoice::attends);
        Column windowed =
                count("attention", "windowed", layer -> layer.attention().window() > 0);
        boolean windows = rows.stream()
                .flatMap(member -> member.architecture().layers().stream())
                .anyMatch(layer -> layer.attention().window() > 0);
        return windows ? List.of(attending, windowed) : List.of(attending);
    }

    /** By kind of matrix where the space tells them apart; what is as loaded counts as 16. */
    private List<Column> bits() {
        List<Column> columns = new ArrayList<>();
        if (varies("bits")) {
            columns.add(new Column("", "mean bits", member -> Quantities.fixed(bits(member), 1)));
        }
        if (varies("bits.attention")) {
            columns.add(mean("mean bits", "attention", 1, LayerChoice::attends, l -> l.bits()
                    .attention()));
        }
        if (varies("bits.ffn")) {
            columns.add(
                    mean("mean bits", "FFN", 1, l -> l.ffn() > 0, l -> l.bits().ffn()));
        }
        return columns;
    }

    /** Mean over the layers of a gene that decides on all matrices of its layer. */
    private static double bits(FrontMember member) {
        return mean(
                member,
                LayerChoice::keep,
                l -> l.attends() ? l.bits().attention() : l.bits().ffn());
    }

    private boolean varies(String... names) {
        return Stream.of(names).anyMatch(genes::contains);
    }

    private boolean differ(ToIntFunction<FrontMember> value) {
        return rows.stream().mapToInt(value).distinct().count() > 1;
    }

    /** Which layers count. */
    @FunctionalInterface
    private interface Layers {
        boolean contain(LayerChoice layer);
    }

    private static Column count(String group, String name, Layers layers) {
        return new Column(
                group,
                name,
                member -> Long.toString(member.architecture().layers().stream()
                        .filter(layers::contain)
                        .count()));
    }

    private static Column mean(
            String group, String name, int decimals, Layers layers, ToDoubleFunction<LayerChoice> value) {
        return new Column(group, name, member -> Quantities.fixed(mean(member, layers, value), decimals));
    }

    /** NaN where no layer counts. */
    private static double mean(FrontMember member, Layers layers, ToDoubleFunction<LayerChoice> value) {
        return member.architecture().layers().stream()
                .filter(layers::contain)
                .mapToDouble(value)
                .average()
                .orElse(Double.NaN);
    }
}
