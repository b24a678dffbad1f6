package llamanas.engine.output;

import static java.util.stream.Collectors.toCollection;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;

/** Columns of what is measured or computed of a front: the halves of the data side by side, and objectives beside the full network's. */
final class MetricColumns {
    /** Of a task with several metrics that nobody asked for, the first of these is shown. */
    private static final List<String> PREFERENCE =
            List.of(Metrics.NATS_PER_TOKEN, Metrics.ACC, Metrics.KL, Metrics.ACC_NORM, Metrics.PERPLEXITY);

    private static final String SMALLER = "smaller";

    private final List<FrontMember> rows;
    private final Map<String, Double> full;
    private final Set<String> objectives;

    /** @param full the full network's metrics; empty where it is not measured */
    MetricColumns(List<FrontMember> rows, Map<String, Double> full, List<String> objectives) {
        this.rows = rows;
        this.full = full;
        this.objectives = new LinkedHashSet<>(objectives);
    }

    /** In the order of the spec. */
    List<Column> objectives() {
        return objectives.stream().flatMap(metric -> columns(metric).stream()).toList();
    }

    /** One metric of every other task, then what is true of the deployment; and the size where no objective is one. */
    List<Column> others() {
        Set<String> measured = rows.stream()
                .flatMap(m -> m.metrics().keySet().stream())
                .map(m -> m.startsWith(Metrics.REPORT_PREFIX) ? m.substring(Metrics.REPORT_PREFIX.length()) : m)
                .filter(m -> !Metrics.isExact(m) && !objectives.contains(m))
                .filter(m -> Metrics.direction(m).isPresent())
                .collect(toCollection(LinkedHashSet::new));
        Set<String> tasks = objectives.stream().map(MetricColumns::task).collect(toCollection(LinkedHashSet::new));
        Set<String> shown = new LinkedHashSet<>();
        if (objectives.stream().noneMatch(Metrics::isExact)) {
            shown.add(Metrics.PARAMETERS);
        }
        for (String preferred : PREFERENCE) {
            measured.stream()
                    .filter(m -> m.endsWith("." + preferred) && tasks.add(task(m)))
                    .forEach(shown::add);
        }
        measured.stream()
                .filter(Metrics::isDeployed)
                .filter(m -> !m.equals(Metrics.KV_BYTES))
                .forEach(shown::add);
        return shown.stream().flatMap(metric -> columns(metric).stream()).toList();
    }

    private List<Column> columns(String metric) {
        if (Metrics.isOfFunction(metric)) {
            return List.of(new Column("", metric, m -> cell(m, metric)));
        }
        if (Metrics.isExact(metric)) {
            return isMeasured(metric) ? size(metric) : List.of();
        }
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
        if (objectives.contains(metric) && comparable(reported ? unseen : metric)) {
            columns.add(new Column(title, "change", m -> change(m, reported ? unseen : metric)));
        }
        return columns;
    }

    private List<Column> size(String metric) {
        return metric.equals(Metrics.BYTES)
                ? List.of(
                        new Column(metric, "MB", m -> Quantities.megabytes(value(m, metric))),
                        new Column(metric, SMALLER, m -> smaller(m, metric)))
                : List.of(
                        new Column("", metric, m -> cell(m, metric)), new Column("", SMALLER, m -> smaller(m, metric)));
    }

    private boolean isMeasured(String metric) {
        return rows.stream().anyMatch(m -> m.metrics().containsKey(metric));
    }

    /** A change relative to nothing, as of the divergence from the full network itself, says nothing. */
    private boolean comparable(String metric) {
        double reference = full.getOrDefault(metric, Double.NaN);
        return Double.isFinite(reference) && reference != 0;
    }

    private String smaller(FrontMember member, String metric) {
        return Quantities.ratio(full.getOrDefault(metric, Double.NaN) / value(member, metric));
    }

    /** Accuracies in percentage points, everything else relative to the full network. */
    private String change(FrontMember member, String metric) {
        double reference = full.getOrDefault(metric, Double.NaN);
        double value = value(member, metric);
        boolean points =
                Metrics.direction(metric).filter(Direction.MAXIMIZE::equals).isPresent();
        double change = 100 * (points ? value - reference : value / reference - 1);
        if (member.candidate() == 0 || Double.isNaN(change) || Double.isInfinite(change)) {
            return "-";
        }
        return (change >= 0 ? "+" : "") + Quantities.fixed(change, 1) + (points ? " pt" : " %");
    }

    private static double value(FrontMember member, String metric) {
        return member.metrics().getOrDefault(metric, Double.NaN);
    }

    private static String cell(FrontMember member, String metric) {
        return Quantities.metric(metric, value(member, metric));
    }

    private static String task(String metric) {
        return metric.substring(0, Math.max(0, metric.lastIndexOf('.')));
    }

    private static String title(String metric) {
        String kind = metric.substring(metric.lastIndexOf('.') + 1);
        String named =
                switch (kind) {
                    case Metrics.NATS_PER_TOKEN -> "nats/token";
                    case Metrics.KL -> "KL, nats/token";
                    default -> kind;
                };
        return Stream.of(task(metric), named).filter(part -> !part.isEmpty()).reduce("", (a, b) -> (a + " " + b)
                .strip());
    }
}
