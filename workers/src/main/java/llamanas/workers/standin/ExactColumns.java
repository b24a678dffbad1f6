package llamanas.workers.standin;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.NumberBytes;

/**
 * What a table says of sizes that follow from its space. A search goes by what is computed, and so does all that it shows: a
 * column that says something else, as that of another model or dtype does, is not looked at.
 */
final class ExactColumns {
    /** Counts are whole numbers; a column may have been written with fewer digits than they have. */
    private static final double TOLERANCE = 1e-9;

    private final EvaluatedTable table;

    ExactColumns(EvaluatedTable table) {
        this.table = table;
    }

    /** The sizes of a sub-network that a search of the table has use for: those of the columns, and those that the spec names. */
    Map<String, Double> of(SearchSpec spec, Architecture architecture) {
        Stream<String> named = Stream.concat(
                spec.objectives().stream().map(Objective::metric),
                spec.constraints().stream().map(Constraint::metric));
        List<String> wanted = Metrics.EXACT.stream()
                .filter(Stream.concat(table.metrics().stream(), named).toList()::contains)
                .toList();
        Map<String, Double> exact = new TreeMap<>();
        wanted.forEach(metric -> exact.put(metric, computed(metric, architecture, spec.dtype())));
        return exact;
    }

    /**
     * The first cell that says another size than the space, in words, with both. O(rows x layers).
     *
     * @param file of the table
     * @param dtype what bytes are counted in where the table does not say what it was measured in
     */
    Optional<String> contradiction(Path file, String dtype) {
        String measuredIn = table.dtype().orElse(dtype);
        return Metrics.EXACT.stream()
                .filter(table.metrics()::contains)
                .flatMap(metric -> table.rows().entrySet().stream()
                        .filter(row -> row.getValue().metrics().containsKey(metric))
                        .filter(Predicate.not(row -> agrees(
                                row.getValue().metrics().getOrDefault(metric, Double.NaN),
                                computed(metric, row.getKey(), measuredIn))))
                        .map(row -> text(file, metric, row.getKey(), row.getValue(), measuredIn)))
                .findFirst();
    }

    private String text(
            Path file, String metric, Architecture architecture, EvaluatedTable.Row row, String measuredIn) {
        String unit = metric.equals(Metrics.BYTES) ? " in " + measuredIn : "";
        return String.format(
                "table %s, %s: found %s = %.0f, which by the space in %s is %.0f%s; what is computed counts, here and in all"
                        + " that is shown. Correct the shape in that file, or remove the column",
                file,
                table.describe(architecture),
                metric,
                row.metrics().getOrDefault(metric, Double.NaN),
                TableHeader.file(file).getFileName(),
                computed(metric, architecture, measuredIn),
                unit);
    }

    private static boolean agrees(double found, double computed) {
        return Math.abs(found - computed) <= TOLERANCE * computed;
    }

    private double computed(String metric, Architecture architecture, String dtype) {
        ModelShape shape = table.space().shape();
        return switch (metric) {
            case Metrics.PARAMETERS -> Cost.parameters(shape, architecture);
            case Metrics.BYTES -> Cost.bytes(shape, architecture, NumberBytes.of(dtype));
            case Metrics.FLOPS -> Cost.flops(shape, architecture, shape.context());
            default -> throw new IllegalArgumentException(metric + " is not exact");
        };
    }
}
