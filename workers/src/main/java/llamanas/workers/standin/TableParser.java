package llamanas.workers.standin;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import llamanas.workers.standin.EvaluatedTable.Row;

/** Records of a CSV to an {@link EvaluatedTable}, in one pass. Columns that are neither genes nor metrics are not looked at. */
final class TableParser {
    private static final int SHOWN = 80;
    private static final String STATE = "state";
    private static final String REASON = "reason";
    private static final String DTYPE = "dtype";
    private static final String SUCCEEDED = "succeeded";
    private static final Set<String> UNFINISHED = Set.of("running", "pending");

    private final Path file;
    private final Inspection header;
    private final List<String> columns;
    private final List<Gene> genes;
    private final int[] geneColumns;
    private final Map<String, Integer> metricColumns = new LinkedHashMap<>();
    private final Map<Architecture, Row> rows = new LinkedHashMap<>();
    private Optional<String> dtype = Optional.empty();

    TableParser(Path file, Inspection header, List<String> columns) {
        this.file = file;
        this.header = header;
        this.columns = columns;
        this.genes = header.space().genes();
        this.geneColumns =
                genes.stream().mapToInt(gene -> columns.indexOf(gene.name())).toArray();
        List<String> missing = genes.stream()
                .map(Gene::name)
                .filter(name -> !columns.contains(name))
                .toList();
        if (!missing.isEmpty()) {
            throw new InvalidInputException("table " + file + ": found no column " + String.join(", ", missing)
                    + ", expected one for each gene of its space");
        }
        for (int i = 0; i < columns.size(); i++) {
            String name = columns.get(i);
            if (Metrics.direction(name).isPresent() || name.contains(".")) {
                metricColumns.put(name, i);
            }
        }
    }

    EvaluatedTable parse(List<List<String>> records) {
        for (int i = 1; i < records.size(); i++) {
            row(records.get(i), i);
        }
        return new EvaluatedTable(file, header, new LinkedHashSet<>(metricColumns.keySet()), rows, dtype);
    }

    private void row(List<String> cells, int number) {
        if (cells.size() != columns.size()) {
            throw bad(number, "found " + cells.size() + " cells, expected " + columns.size());
        }
        String state = cell(cells, STATE).orElse(SUCCEEDED);
        if (UNFINISHED.contains(state)) {
            return;
        }
        dtype = cell(cells, DTYPE).filter(found -> !found.isEmpty()).or(() -> dtype);
        Architecture architecture = architecture(cells, number);
        rows.put(
                architecture,
                state.equals(SUCCEEDED)
                        ? new Row(metrics(cells, number), Optional.empty())
                        : new Row(
                                Map.of(),
                                Optional.of(state + ": " + cell(cells, REASON).orElse(""))));
    }

    /** A row without genes is the full network, where the space does not contain it. */
    private Architecture architecture(List<String> cells, int number) {
        boolean outside = IntStream.of(geneColumns).allMatch(c -> cells.get(c).isEmpty());
        if (outside) {
            return Architecture.full(header.space().shape());
        }
        int[] values = new int[geneColumns.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = genes.get(i).choices().indexOf(cells.get(geneColumns[i]));
            if (values[i] < 0) {
                throw bad(
                        number,
                        genes.get(i).name() + ": found '" + shown(cells.get(geneColumns[i])) + "', expected one of "
                                + genes.get(i).choices());
            }
        }
        return header.space().architecture(Genome.of(values));
    }

    private Map<String, Double> metrics(List<String> cells, int number) {
        Map<String, Double> found = new HashMap<>();
        metricColumns.forEach((name, column) -> {
            String cell = cells.get(column);
            if (!cell.isEmpty()) {
                found.put(name, number(cell, name, number));
            }
        });
        return Map.copyOf(found);
    }

    private double number(String cell, String name, int number) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw bad(number, shown(name) + ": found '" + shown(cell) + "', expected a number");
        }
    }

    /** A cell or a column's name as a message shows it. */
    static String shown(String cell) {
        return cell.length() > SHOWN ? cell.substring(0, SHOWN) + ".." : cell;
    }

    private Optional<String> cell(List<String> cells, String column) {
        int index = columns.indexOf(column);
        return index < 0 ? Optional.empty() : Optional.of(cells.get(index));
    }

    private InvalidInputException bad(int number, String message) {
        return new InvalidInputException("table " + file + ", row " + number + ": " + message);
    }
}
