package llamanas.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;

/**
 * A Pareto front as a person wants to see it: the objectives in the order of the spec, then what sets the sub-networks apart, then
 * what else is measured; the full network as the first row.
 */
public final class FrontView {
    private final List<FrontMember> front;
    private final List<FrontMember> rows;
    private final List<CandidateRow> candidates;
    private final boolean ofFunction;
    private final Optional<FrontMember> full;
    private final boolean fullOnFront;
    private final List<String> objectives;

    private FrontView(List<FrontMember> front, List<CandidateRow> candidates, List<String> objectives) {
        this.front = front;
        this.candidates = candidates;
        this.ofFunction = isOfFunction(front);
        this.full = ofFunction ? Optional.empty() : full(candidates);
        this.fullOnFront = front.stream().anyMatch(member -> member.candidate() == 0);
        this.rows = Stream.concat(full.stream(), front.stream().filter(m -> full.isEmpty() || m.candidate() != 0))
                .toList();
        this.objectives = objectives;
    }

    /**
     * Lays a front out.
     *
     * @param candidates of the search: the full network, candidate 0, is there where it is measured, and the genes say what varies
     * @param objectives metrics that somebody asks for: they are shown first, with their change against the full network
     */
    public static String text(List<FrontMember> front, List<CandidateRow> candidates, List<String> objectives) {
        if (front.isEmpty()) {
            boolean measured = candidates.stream().anyMatch(row -> row.state().equals("succeeded"));
            return "the front is empty: "
                    + (measured
                            ? "nothing measured so far holds the constraints\n"
                            : "no evaluation has succeeded yet\n");
        }
        return new FrontView(front, candidates, objectives).render();
    }

    /** The full network among the candidates of a search, where its measurement has succeeded. */
    public static Optional<FrontMember> full(List<CandidateRow> candidates) {
        return candidates.stream()
                .filter(row -> row.candidate() == 0 && !row.metrics().isEmpty())
                .findFirst()
                .map(row -> new FrontMember(0, row.architecture(), row.metrics()));
    }

    private String render() {
        MetricColumns metrics =
                new MetricColumns(rows, full.map(FrontMember::metrics).orElse(Map.of()), objectives);
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("", "candidate", m -> Integer.toString(m.candidate())));
        columns.addAll(metrics.objectives());
        if (ofFunction) {
            return Column.layout(columns, rows);
        }
        columns.addAll(new ShapeColumns(rows, candidates).columns());
        columns.addAll(metrics.others());
        return Column.layout(columns, rows) + footnote() + new ObviousRows(front, candidates, objectives).text();
    }

    /** An analytic function has no layers, no size and no full network: only its objectives say anything. */
    private static boolean isOfFunction(List<FrontMember> front) {
        return front.stream()
                .flatMap(member -> member.metrics().keySet().stream())
                .anyMatch(Metrics::isOfFunction);
    }

    private String footnote() {
        if (full.isEmpty()) {
            return "";
        }
        return "candidate 0 is the full network" + (fullOnFront ? "\n" : ", for comparison; it is not on the front\n");
    }
}
