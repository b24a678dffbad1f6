package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.search.external.SmolLm2;
import llamanas.engine.search.external.SmolLm2Space;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/** Recorded sub-networks of SmolLM2: as the project keeps them, one word and one divergence a line, and as searches print them. */
final class RecordedRows {
    /** Of the project. */
    static final String FILE = SmolLm2.NAME + ".csv";

    /** Single changes as a search measures them, in the same columns. */
    static final String CHANGES = SmolLm2.NAME + "-changes.csv";

    static final String HEADER = "layers," + SmolLm2Space.DIVERGENCE;

    private static final String STATE = "state";
    private static final String SUCCEEDED = "succeeded";

    private RecordedRows() {}

    /** Divergence by word. */
    static Map<String, Double> read(Path file) {
        List<String> lines = ExternalFiles.text(file).lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
            throw new InvalidInputException("found " + (lines.isEmpty() ? "nothing" : "'" + lines.get(0) + "'")
                    + " as its first line, expected '" + HEADER + "'");
        }
        Map<String, Double> rows = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int comma = line.indexOf(',');
            rows.put(line.substring(0, Math.max(comma, 0)), number(line, line.substring(comma + 1)));
        }
        return rows;
    }

    private static double number(String line, String cell) {
        try {
            return Double.parseDouble(cell);
        } catch (NumberFormatException e) {
            throw new InvalidInputException("found '" + line + "', expected a word and a number", e);
        }
    }

    /**
     * Divergence by word, of the candidates of a search that succeeded.
     *
     * @param file as {@code search candidates --format csv} prints it, or {@code evaluations.csv}
     * @throws InvalidInputException where it lacks a column, or a cell is not of the space
     */
    static Map<String, Double> ofSearch(Path file) {
        List<String> lines = ExternalFiles.text(file).lines().toList();
        List<String> header = lines.isEmpty() ? List.of() : cells(lines.get(0));
        ModelShape shape = SmolLm2Space.space().shape();
        Map<String, Double> rows = new TreeMap<>();
        for (int number = 1; number < lines.size(); number++) {
            List<String> cells = cells(lines.get(number));
            int state = header.indexOf(STATE);
            if (state >= 0 && !cells.get(state).equals(SUCCEEDED)) {
                continue;
            }
            try {
                String word = SmolLm2Space.word(architecture(shape, header, cells));
                if (SmolLm2Space.architecture(word).isEmpty()) {
                    throw new InvalidInputException("found a network that is not of the space (" + word + ")");
                }
                rows.put(word, Double.parseDouble(cell(header, cells, SmolLm2Space.DIVERGENCE)));
            } catch (InvalidInputException | NumberFormatException e) {
                throw new InvalidInputException(
                        "--record " + file + ", line " + (number + 1) + ": " + e.getMessage()
                                + "; expected what 'search candidates --format csv' prints of a search of SmolLM2-135M"
                                + " with keep, ffn and bits as genes",
                        e);
            }
        }
        return rows;
    }

    private static List<String> cells(String line) {
        return Arrays.asList(line.split(",", -1));
    }

    private static Architecture architecture(ModelShape shape, List<String> header, List<String> cells) {
        List<LayerChoice> layers = new ArrayList<>();
        for (int i = 0; i < shape.layers(); i++) {
            boolean keep = cell(header, cells, "keep[" + i + "]").equals("keep");
            layers.add(
                    keep
                            ? LayerChoice.whole(shape)
                                    .withFfn(Integer.parseInt(cell(header, cells, "ffn[" + i + "]")))
                                    .withBits(Bits.all(Integer.parseInt(cell(header, cells, "bits[" + i + "]"))))
                            : LayerChoice.REMOVED);
        }
        return new Architecture(layers);
    }

    /** Columns of genes and metrics come before those that may be quoted. */
    private static String cell(List<String> header, List<String> cells, String column) {
        int place = header.indexOf(column);
        if (place < 0 || place >= cells.size()) {
            throw new InvalidInputException("found no column " + column);
        }
        return cells.get(place);
    }
}
