package llamanas.engine.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import llamanas.engine.output.Candidates;
import llamanas.engine.output.Table;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Gene;
import llamanas.workers.standin.EvaluatedTable;
import llamanas.workers.standin.TableHeader;

/**
 * A table that grows row by row. Each row is written at once and in whole; what a killed process has left of its last one is cut
 * off when the table is opened again.
 */
final class TableWriter implements AutoCloseable {
    private final Path file;
    private final List<String> genes;
    private final Optional<EvaluatedTable> before;
    private final FileChannel channel;
    private List<String> metrics;

    private TableWriter(Path file, List<String> genes, Optional<EvaluatedTable> before, FileChannel channel) {
        this.file = file;
        this.genes = genes;
        this.before = before;
        this.channel = channel;
        this.metrics = before.map(table -> List.copyOf(table.metrics())).orElse(List.of());
    }

    /**
     * A new table, or one that was cut off, to go on with.
     *
     * @throws InvalidInputException where the file is a table of another model, space, data or dtype
     */
    static TableWriter open(Path file, Inspection inspection, String dtype) {
        List<String> genes = inspection.space().genes().stream().map(Gene::name).toList();
        try {
            boolean exists = Files.exists(file) && Files.size(file) > 0;
            if (exists && !TableHeader.read(file).equals(inspection)) {
                throw another(file, "model, space or data");
            }
            if (!exists) {
                Files.createDirectories(file.toAbsolutePath().getParent());
                TableHeader.write(file, inspection);
            }
            Optional<EvaluatedTable> before = exists ? EvaluatedTable.readCutOff(file) : Optional.empty();
            if (before.flatMap(table -> table.dtype())
                    .filter(found -> !found.equals(dtype))
                    .isPresent()) {
                throw another(file, "dtype");
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            channel.truncate(exists ? EvaluatedTable.completeBytes(file) : 0);
            channel.position(channel.size());
            return new TableWriter(file, genes, before, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write table " + file, e);
        }
    }

    private static InvalidInputException another(Path file, String what) {
        return new InvalidInputException("--out " + file + ": found a table of another " + what
                + ", which this one can't be added to; choose another file, or remove it");
    }

    /** How many rows were there when the table was opened. */
    int rows() {
        return before.map(table -> table.rows().size()).orElse(0);
    }

    /** Whether a row of the sub-network was there when the table was opened. */
    boolean has(Architecture architecture) {
        return before.flatMap(table -> table.row(architecture)).isPresent();
    }

    /**
     * Adds a row. The first one of a new table says which metrics there are.
     *
     * @throws InvalidInputException where the first one failed
     */
    void add(CandidateRow row) {
        if (metrics.isEmpty()) {
            if (row.metrics().isEmpty()) {
                throw new InvalidInputException("the first sub-network can't be measured: " + row.reason());
            }
            metrics = Candidates.metricNames(List.of(row));
            write(table(List.of()).toCsv());
        }
        if (!Set.copyOf(metrics).containsAll(row.metrics().keySet())) {
            throw new InvalidInputException("--out " + file + ": found metrics "
                    + row.metrics().keySet() + ", the table has " + metrics + "; choose another file");
        }
        String text = table(List.of(row)).toCsv();
        write(text.substring(table(List.of()).toCsv().length()));
    }

    private Table table(List<CandidateRow> rows) {
        return Candidates.all(rows, genes, metrics);
    }

    private void write(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't write table " + file, e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("can't write table " + file, e);
        }
    }
}
