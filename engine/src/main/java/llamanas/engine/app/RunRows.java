package llamanas.engine.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.output.Quantities;
import llamanas.engine.search.race.Race;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Finished runs of strategies as lines of a CSV, each appended as soon as it is finished, so that a command that was killed goes
 * on where it was. A line that was cut off is dropped. Column {@code shares} holds {@code evaluation:share} wherever the share of
 * the hypervolume changes, separated by spaces.
 */
final class RunRows {
    static final String HEADER = "problem,strategy,seed,budget,evaluations,repeated,seconds,shares";

    private static final int COLUMNS = 8;

    /**
     * One run.
     *
     * @param budget evaluations that were allowed
     * @param seconds what the strategy and the problem took, in s
     */
    record Row(String problem, String strategy, long seed, int budget, Race.Run run, double seconds) {}

    private final @Nullable Path file;
    private final String problem;
    private final int budget;
    private final List<Row> rows;

    private RunRows(@Nullable Path file, String problem, int budget, List<Row> rows) {
        this.file = file;
        this.problem = problem;
        this.budget = budget;
        this.rows = new ArrayList<>(rows);
    }

    /** Nothing is kept beyond this process. */
    static RunRows none() {
        return new RunRows(null, "", 0, List.of());
    }

    /**
     * Those of one problem with one budget in a file, which is begun where there is none; other rows stay in it.
     *
     * @throws InvalidInputException where it is another file, or can't be written
     */
    static RunRows of(Path file, String problem, int budget) {
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, HEADER + "\n");
            }
            String text = Files.readString(file);
            int complete = text.lastIndexOf('\n') + 1;
            if (complete < text.length()) {
                Files.writeString(file, text.substring(0, complete));
            }
        } catch (IOException e) {
            throw new InvalidInputException("--out " + file + ": can't be written: " + e, e);
        }
        List<Row> mine = read(file).stream()
                .filter(row -> row.problem().equals(problem) && row.budget() == budget)
                .toList();
        return new RunRows(file, problem, budget, mine);
    }

    /**
     * All complete lines of a file.
     *
     * @throws InvalidInputException where it can't be read, or a line is none of these
     */
    static List<Row> read(Path file) {
        String text;
        try {
            text = Utf8.text(GivenFiles.bytes(file, GivenFiles.SETTINGS));
        } catch (IOException e) {
            throw new InvalidInputException("runs " + file + ": can't be read: " + e, e);
        }
        String[] lines = text.substring(0, text.lastIndexOf('\n') + 1).split("\n", -1);
        if (!lines[0].equals(HEADER)) {
            throw new InvalidInputException(
                    "runs " + file + ": line 1: found something else, expected '" + HEADER + "'");
        }
        List<Row> rows = new ArrayList<>();
        for (int i = 1; i < lines.length - 1; i++) {
            rows.add(row(file, i + 1, lines[i]));
        }
        return rows;
    }

    private static Row row(Path file, int number, String line) {
        String[] cells = line.split(",", -1);
        try {
            if (cells.length != COLUMNS) {
                throw new NumberFormatException(cells.length + " cells");
            }
            return new Row(
                    cells[0],
                    cells[1],
                    Long.parseLong(cells[2]),
                    Integer.parseInt(cells[3]),
                    new Race.Run(shares(cells[7], Integer.parseInt(cells[4])), Integer.parseInt(cells[5])),
                    Double.parseDouble(cells[6]));
        } catch (NumberFormatException e) {
            throw new InvalidInputException(
                    "runs " + file + ", line " + number + ": found " + e.getMessage() + ", expected " + HEADER
                            + " with EVALUATION:SHARE .. in the last one; remove the line to run it again",
                    e);
        }
    }

    private static List<Double> shares(String changes, int evaluations) {
        List<Double> shares = new ArrayList<>();
        double last = 0;
        for (String change : changes.isEmpty() ? new String[0] : changes.split(" ")) {
            int colon = change.indexOf(':');
            if (colon < 1) {
                throw new NumberFormatException("'" + change + "'");
            }
            int from = Integer.parseInt(change.substring(0, colon));
            while (shares.size() < Math.min(from - 1, evaluations)) {
                shares.add(last);
            }
            last = Double.parseDouble(change.substring(colon + 1));
        }
        while (shares.size() < evaluations) {
            shares.add(last);
        }
        return shares;
    }

    private static String changes(List<Double> shares) {
        StringBuilder text = new StringBuilder();
        double last = 0;
        for (int i = 0; i < shares.size(); i++) {
            if (shares.get(i) != last) {
                last = shares.get(i);
                text.append(text.isEmpty() ? "" : " ").append(i + 1).append(':').append(last);
            }
        }
        return text.toString();
    }

    /** What a file tells of a problem, the runs of each strategy together, in the order of the file. */
    static List<StrategyRuns.Done> done(Path file, String problem) {
        Map<String, List<Row>> byStrategy = new LinkedHashMap<>();
        read(file).stream().filter(row -> row.problem().equals(problem)).forEach(row -> byStrategy
                .computeIfAbsent(row.strategy(), s -> new ArrayList<>())
                .add(row));
        return byStrategy.values().stream().map(StrategyRuns.Done::of).toList();
    }

    /** The run of a strategy with a seed, where it is finished. */
    Optional<Row> find(String strategy, long seed) {
        return rows.stream()
                .filter(row -> row.strategy().equals(strategy) && row.seed() == seed)
                .findFirst();
    }

    /** Keeps one that is finished. */
    Row add(String strategy, long seed, Race.Run run, double seconds) {
        Row row = new Row(problem, strategy, seed, budget, run, Math.round(seconds * 1000) / 1000.0);
        rows.add(row);
        if (file != null) {
            try {
                Files.write(file, (line(row) + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new UncheckedIOException("can't append to " + file, e);
            }
        }
        return row;
    }

    private static String line(Row row) {
        return String.join(
                ",",
                row.problem(),
                row.strategy(),
                String.valueOf(row.seed()),
                String.valueOf(row.budget()),
                String.valueOf(row.run().shares().size()),
                String.valueOf(row.run().repeated()),
                Quantities.fixed(row.seconds(), 3),
                changes(row.run().shares()));
    }
}
