package llamanas.workers.standin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;

/**
 * Sub-networks that were measured before, from a CSV in the format of {@code evaluations.csv} with its {@link TableHeader}
 * beside it. Immutable. Finding a row is O(layers).
 */
public final class EvaluatedTable {
    private static final String STATE = "state";
    private static final String REASON = "reason";
    private static final String DTYPE = "dtype";
    private static final String SUCCEEDED = "succeeded";
    private static final Set<String> UNFINISHED = Set.of("running", "pending");

    private final Path file;
    private final Inspection header;
    private final Set<String> metrics;
    private final Map<Architecture, Row> rows;
    private final Optional<String> dtype;

    /**
     * One row.
     *
     * @param metrics by name; what has no value is not in it
     * @param failure why there are none; empty where the evaluation succeeded
     */
    public record Row(Map<String, Double> metrics, Optional<String> failure) {}

    private EvaluatedTable(
            Path file, Inspection header, Set<String> metrics, Map<Architecture, Row> rows, Optional<String> dtype) {
        this.file = file;
        this.header = header;
        this.metrics = Collections.unmodifiableSet(metrics);
        this.rows = rows;
        this.dtype = dtype;
    }

    /**
     * Reads a table, gzip where its name ends so. O(size).
     *
     * @throws InvalidInputException where file or header are not there, a column of a gene is missing, or a cell is wrong
     */
    public static EvaluatedTable read(Path file) {
        return parse(file, TableFile.text(file), TableHeader.read(file));
    }

    /**
     * Reads what there is of a table whose writer may have been killed; empty where there is no complete line.
     *
     * @throws InvalidInputException as {@link #read}
     */
    public static Optional<EvaluatedTable> readCutOff(Path file) {
        String text = TableFile.text(file);
        return CsvText.completeLength(text) == 0
                ? Optional.empty()
                : Optional.of(parse(file, text, TableHeader.read(file)));
    }

    /** How many bytes of a file are complete lines: where a writer that goes on has to begin. */
    public static long completeBytes(Path file) {
        String text = TableFile.text(file);
        return text.substring(0, CsvText.completeLength(text)).getBytes(StandardCharsets.UTF_8).length;
    }

    /** Of the text of a table with its header; lines that were cut off are not in it. */
    static EvaluatedTable parse(Path file, String text, Inspection header) {
        List<List<String>> records = CsvText.complete(text);
        if (records.isEmpty()) {
            throw new InvalidInputException("table " + file + ": found nothing, expected a line of column names");
        }
        return new Parser(file, header, records.get(0)).parse(records);
    }

    public Inspection header() {
        return header;
    }

    public SearchSpace space() {
        return header.space();
    }

    /** Names of the columns that hold metrics, in the order of the file. */
    public Set<String> metrics() {
        return metrics;
    }

    /** All sub-networks, in the order of the file; of one that is there twice, the last. */
    public Map<Architecture, Row> rows() {
        return Collections.unmodifiableMap(rows);
    }

    public Optional<Row> row(Architecture architecture) {
        return Optional.ofNullable(rows.get(architecture));
    }

    /** What was computed in, by the last row that says so. */
    public Optional<String> dtype() {
        return dtype;
    }

    /** The genes of a sub-network as a person would look for them in the table. */
    public String describe(Architecture architecture) {
        List<Gene> genes = space().genes();
        return space().genome(architecture)
                .map(genome -> IntStream.range(0, genes.size())
                        .mapToObj(i -> genes.get(i).name() + "="
                                + genes.get(i).choices().get(genome.get(i)))
                        .collect(Collectors.joining(" ")))
                .orElse("a sub-network outside of its space");
    }

    /**
     * Makes sure of a column.
     *
     * @param wantedBy the key that names it
     * @throws InvalidInputException where the table lacks it
     */
    public void require(String metric, String wantedBy) {
        if (!metrics.contains(metric) && !Metrics.isExact(metric)) {
            throw new InvalidInputException(wantedBy + ": found " + metric + ", which is no column of table " + file
                    + "; expected one of " + String.join(", ", metrics));
        }
    }

    /** One pass over the records. */
    private static final class Parser {
        private final Path file;
        private final Inspection header;
        private final List<String> columns;
        private final List<Gene> genes;
        private final int[] geneColumns;
        private final Map<String, Integer> metricColumns = new LinkedHashMap<>();
        private final Map<Architecture, Row> rows = new LinkedHashMap<>();
        private Optional<String> dtype = Optional.empty();

        Parser(Path file, Inspection header, List<String> columns) {
            this.file = file;
            this.header = header;
            this.columns = columns;
            this.genes = header.space().genes();
            this.geneColumns = genes.stream()
                    .mapToInt(gene -> columns.indexOf(gene.name()))
                    .toArray();
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
                                    Optional.of(
                                            state + ": " + cell(cells, REASON).orElse(""))));
        }

        /** A row without genes is the full network, where the space does not contain it. */
        private Architecture architecture(List<String> cells, int number) {
            boolean outside =
                    IntStream.of(geneColumns).allMatch(c -> cells.get(c).isEmpty());
            if (outside) {
                return Architecture.full(header.space().shape());
            }
            int[] values = new int[geneColumns.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = genes.get(i).choices().indexOf(cells.get(geneColumns[i]));
                if (values[i] < 0) {
                    throw bad(
                            number,
                            genes.get(i).name() + ": found '" + cells.get(geneColumns[i]) + "', expected one of "
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
                throw bad(number, name + ": found '" + cell + "', expected a number");
            }
        }

        private Optional<String> cell(List<String> cells, String column) {
            int index = columns.indexOf(column);
            return index < 0 ? Optional.empty() : Optional.of(cells.get(index));
        }

        private InvalidInputException bad(int number, String message) {
            return new InvalidInputException("table " + file + ", row " + number + ": " + message);
        }
    }
}
