package llamanas.engine.output;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;

/**
 * A Pareto front as a person wants to see it: size first, then each task's quality on the half that the search saw and on
 * the half that it did not see, with the full network as the first row.
 */
public final class FrontView {
    /** Of a task with several metrics, the first of these is shown. */
    private static final List<String> PREFERENCE =
            List.of(Metrics.NATS_PER_TOKEN, Metrics.ACC, Metrics.KL, Metrics.ACC_NORM, Metrics.PERPLEXITY);

    private final List<FrontMember> rows;
    private final Map<String, Double> full;
    private final boolean fullOnFront;
    private final Set<String> focus;

    private FrontView(List<FrontMember> front, Optional<FrontMember> full, Set<String> focus) {
        this.fullOnFront = front.stream().anyMatch(member -> member.candidate() == 0);
        this.rows = Stream.concat(full.stream(), front.stream().filter(m -> full.isEmpty() || m.candidate() != 0))
                .toList();
        this.full = full.map(FrontMember::metrics).orElse(Map.of());
        this.focus = focus;
    }

    /**
     * Lays a front out.
     *
     * @param full the full network, candidate 0, with its metrics, where it is measured
     * @param objectives metrics that are shown in any case, with their change against the full network
     */
    public static String text(List<FrontMember> front, Optional<FrontMember> full, List<String> objectives) {
        if (front.isEmpty()) {
            return "the front is empty: no evaluation has succeeded yet\n";
        }
        return new FrontView(front, full, new LinkedHashSet<>(objectives)).render();
    }

    /** The full network among the candidates of a search, where its measurement has succeeded. */
    public static Optional<FrontMember> full(List<CandidateRow> candidates) {
        return candidates.stream()
                .filter(row -> row.candidate() == 0 && !row.metrics().isEmpty())
                .findFirst()
                .map(row -> new FrontMember(0, row.architecture(), row.metrics()));
    }

    private String render() {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("", "candidate", m -> Integer.toString(m.candidate())));
        // An analytic function has no layers, and no size.
        if (isMeasured(Metrics.PARAMETERS)) {
            columns.add(new Column(
                    "", "layers", m -> Integer.toString(m.architecture().depth())));
            columns.add(new Column("", "parameters", m -> cell(m, Metrics.PARAMETERS)));
            columns.add(new Column("", "smaller", this::smaller));
        }
        shownMetrics().forEach(metric -> columns.addAll(columnsOf(metric)));
        return Column.layout(columns, rows) + footnote();
    }

    private List<Column> columnsOf(String metric) {
        String title = title(metric);
        String unseen = Metrics.REPORT_PREFIX + metric;
        boolean reported = isMeasured(unseen);
        List<Column> columns = new ArrayList<>();
        if (isMeasured(metric)) {
            columns.add(new Column(title, Metrics.dependsOnData(metric) ? "search" : "", m -> cell(m, metric)));
        }
        if (reported) {
            columns.add(new Column(title, "unseen", m -> cell(m, unseen)));
        }
        if (focus.contains(metric) && !full.isEmpty()) {
            columns.add(new Column(title, "change", m -> change(m, reported ? unseen : metric)));
        }
        return columns;
    }

    private boolean isMeasured(String metric) {
        return rows.stream().anyMatch(m -> m.metrics().containsKey(metric));
    }

    /** The objectives, then one metric of every other task, then what is true of the deployment. */
    private Set<String> shownMetrics() {
        Set<String> measured = rows.stream()
                .flatMap(m -> m.metrics().keySet().stream())
                .map(m -> m.startsWith(Metrics.REPORT_PREFIX) ? m.substring(Metrics.REPORT_PREFIX.length()) : m)
                .filter(m -> !Metrics.isExact(m) || focus.contains(m))
                .filter(m -> !m.equals(Metrics.PARAMETERS))
                .filter(m -> Metrics.direction(m).isPresent())
                .collect(toCollection(LinkedHashSet::new));
        Set<String> shown = focus.stream().filter(measured::contains).collect(toCollection(LinkedHashSet::new));
        Set<String> tasks = shown.stream().map(FrontView::task).collect(toCollection(LinkedHashSet::new));
        for (String preferred : PREFERENCE) {
            measured.stream()
                    .filter(m -> m.endsWith("." + preferred) && tasks.add(task(m)))
                    .forEach(shown::add);
        }
        measured.stream()
                .filter(Metrics::isDeployed)
                .filter(m -> !m.equals(Metrics.KV_BYTES))
                .forEach(shown::add);
        return shown;
    }

    private String smaller(FrontMember member) {
        double whole = full.getOrDefault(Metrics.PARAMETERS, Double.NaN);
        return Quantities.ratio(whole / member.metrics().getOrDefault(Metrics.PARAMETERS, Double.NaN));
    }

    /** Accuracies in percentage points, everything else relative to the full network. */
    private String change(FrontMember member, String metric) {
        double reference = full.getOrDefault(metric, Double.NaN);
        double value = member.metrics().getOrDefault(metric, Double.NaN);
        boolean points =
                Metrics.direction(metric).filter(Direction.MAXIMIZE::equals).isPresent();
        double change = 100 * (points ? value - reference : value / reference - 1);
        if (member.candidate() == 0 || Double.isNaN(change) || Double.isInfinite(change)) {
            return "-";
        }
        return (change >= 0 ? "+" : "") + Quantities.fixed(change, 1) + (points ? " pt" : " %");
    }

    private String footnote() {
        if (full.isEmpty()) {
            return "";
        }
        return "candidate 0 is the full network" + (fullOnFront ? "\n" : ", for comparison; it is not on the front\n");
    }

    private static String cell(FrontMember member, String metric) {
        return Quantities.metric(metric, member.metrics().getOrDefault(metric, Double.NaN));
    }

    private static String task(String metric) {
        return metric.substring(0, Math.max(0, metric.lastIndexOf('.')));
    }

    private static String title(String metric) {
        String kind = metric.substring(metric.lastIndexOf('.') + 1);
        return (task(metric) + " " + (kind.equals(Metrics.NATS_PER_TOKEN) ? "nats/token" : kind)).strip();
    }
}
