package llamanas.engine.app;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import llamanas.engine.cli.Console;
import llamanas.engine.search.external.LocalSearch;
import llamanas.engine.search.external.SmolLm2;
import llamanas.engine.search.external.SmolLm2Space;
import llamanas.engine.search.pareto.ParetoFront;

/** Makes the files of the recorded benchmark: what was measured, and the best front of what the regression makes of it. */
final class SmolLm2Record {
    static final String PROBLEM = SmolLm2.NAME;

    /** Rounding in bfloat16 leaves no more. */
    private static final MathContext DIGITS = new MathContext(5);

    private SmolLm2Record() {}

    /**
     * Adds networks to a record, which is begun where there is none; of one that is there already, the value of the last file
     * holds.
     *
     * @param folder where the record is
     * @param files as searches print them
     * @param effort evaluations of the local search for the best front
     */
    static void add(Console console, Path folder, List<Path> files, int effort) {
        Flags.positive("--effort", effort);
        Path packed = folder.resolve(RecordedRows.FILE + ExternalFiles.PACKED);
        Map<String, Double> rows = new TreeMap<>();
        if (Files.exists(packed)) {
            rows.putAll(RecordedRows.read(packed));
        }
        int before = rows.size();
        files.forEach(file -> rows.putAll(RecordedRows.ofSearch(file)));
        // As they will be read, so that the front is that of the file.
        rows.replaceAll((word, value) -> Double.valueOf(plain(value)));
        SmolLm2 bench = new SmolLm2(rows, Map.of(), List.of());
        console.print("rows        " + rows.size() + ", " + (rows.size() - before) + " of them new\n" + "off by      "
                + bench.error() + "\n");
        ParetoFront front = LocalSearch.front(
                bench,
                found -> found.costs().get(0) <= SmolLm2Space.REGION,
                Stream.concat(bench.recorded().stream(), bench.problem().initial().stream())
                        .toList(),
                effort);
        write(packed, folder.resolve(SmolLm2.NAME + ExternalFiles.FRONT), rows, front);
        console.print("front       " + front.members().size() + " members up to a divergence of " + SmolLm2Space.REGION
                + "\n" + packed + "\n");
    }

    private static void write(Path packed, Path frontFile, Map<String, Double> rows, ParetoFront front) {
        String text = rows.entrySet().stream()
                .map(row -> row.getKey() + "," + plain(row.getValue()))
                .collect(Collectors.joining("\n", RecordedRows.HEADER + "\n", "\n"));
        String members = front.members().stream()
                .sorted((a, b) -> Double.compare(a.costs().get(1), b.costs().get(1)))
                .map(m -> m.costs().get(0) + "," + m.costs().get(1).longValue() + ","
                        + SmolLm2Space.word(SmolLm2Space.space().architecture(m.genome())))
                .collect(Collectors.joining("\n", String.join(",", ExternalFiles.SMOLLM2_COLUMNS) + "\n", "\n"));
        try {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
                out.write(text.getBytes(StandardCharsets.UTF_8));
            }
            Files.writeString(frontFile, members);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + packed, e);
        }
    }

    private static String plain(double value) {
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }
}
