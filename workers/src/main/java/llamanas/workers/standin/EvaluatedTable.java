package llamanas.workers.standin;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
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
import llamanas.protocol.space.SearchSpace;

/**
 * Sub-networks that were measured before, from a CSV in the format of {@code evaluations.csv} with its {@link TableHeader}
 * beside it. Immutable. Finding a row is O(layers).
 */
public final class EvaluatedTable {
    /** Columns that a message names. */
    private static final int MOST_SHOWN = 50;

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

    EvaluatedTable(
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
        return new TableParser(file, header, records.get(0)).parse(records);
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
                    + "; expected one of "
                    + metrics.stream().limit(MOST_SHOWN).map(TableParser::shown).collect(Collectors.joining(", "))
                    + (metrics.size() > MOST_SHOWN ? ", .." : ""));
        }
    }
}
