package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.protocol.search.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * What {@code baseline --json} prints. The shape is stable.
 *
 * @param recoverySteps that each network got; 0 = none
 * @param rows the full network, then every method at every size
 */
record BaselineReport(int recoverySteps, List<Row> rows) {
    /** What a table has no room for; JSON has it. */
    private static final Set<String> LEFT_OUT = Set.of(Metrics.ITEMS, Metrics.PERPLEXITY, Metrics.ACC_NORM);

    BaselineReport {
        rows = List.copyOf(rows);
    }

    /**
     * One pruned network.
     *
     * @param size that was asked for
     * @param decoderShare that it has
     * @param before metrics by task
     * @param after the same after recovery; null where there was none
     */
    record Row(
            String method,
            double size,
            long parameters,
            long decoderParameters,
            double decoderShare,
            Map<String, Map<String, Number>> before,
            @Nullable Map<String, Map<String, Number>> after) {}

    /** A table for people. */
    String text() {
        List<String> header = new ArrayList<>(List.of("method", "size", "parameters", "decoder"));
        rows.get(0).before().forEach((task, metrics) -> shown(metrics).forEach(metric -> {
            header.add(task + " " + metric);
            if (recoverySteps > 0) {
                header.add("recovered");
            }
        }));
        return new Table(header, rows.stream().map(this::cells).toList()).toText();
    }

    private List<String> cells(Row row) {
        List<String> cells = new ArrayList<>(List.of(
                row.method(),
                Quantities.exact(row.size()),
                Quantities.count((double) row.parameters()),
                Quantities.fixed(row.decoderShare(), 4)));
        row.before().forEach((task, metrics) -> shown(metrics).forEach(metric -> {
            cells.add(value(row.before(), task, metric));
            if (recoverySteps > 0) {
                cells.add(row.after() == null ? "-" : value(row.after(), task, metric));
            }
        }));
        return cells;
    }

    private static List<String> shown(Map<String, Number> metrics) {
        return metrics.keySet().stream()
                .filter(metric -> !LEFT_OUT.contains(metric))
                .toList();
    }

    private static String value(Map<String, Map<String, Number>> results, String task, String metric) {
        Number number = results.getOrDefault(task, Map.of()).get(metric);
        return number == null ? "-" : Quantities.fixed(number.doubleValue(), 4);
    }
}
