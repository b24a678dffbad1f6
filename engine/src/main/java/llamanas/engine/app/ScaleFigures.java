package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import llamanas.engine.app.GenerationTimes.Generation;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import org.jspecify.annotations.Nullable;

/**
 * What one search cost as it grew.
 *
 * @param commitsPerSecond of the database alone; 0 where there was none
 * @param resultMillis to write the result files
 * @param replayMillis to come back from the journal after a restart
 */
record ScaleFigures(
        String strategy, List<Row> rows, double commitsPerSecond, double resultMillis, double replayMillis) {
    /**
     * A tenth of the search.
     *
     * @param evaluations at its end
     * @param askMillis mean of a generation, processor time
     * @param tellMillis mean of a generation, processor time
     * @param worstMillis of ask and tell of one generation, processor time
     * @param worstWallMillis the same by the clock on the wall, with whatever else the machine did
     * @param node what the node around the strategy took; null where there was none
     */
    record Row(
            int evaluations,
            double askMillis,
            double tellMillis,
            double worstMillis,
            double worstWallMillis,
            @Nullable NodeRow node) {
        static Row of(int evaluations, List<Generation> generations, @Nullable NodeRow node) {
            return new Row(
                    evaluations,
                    BenchRun.round(generations.stream()
                            .mapToDouble(Generation::askMillis)
                            .average()
                            .orElse(Double.NaN)),
                    BenchRun.round(generations.stream()
                            .mapToDouble(Generation::tellMillis)
                            .average()
                            .orElse(Double.NaN)),
                    BenchRun.round(generations.stream()
                            .mapToDouble(Generation::millis)
                            .max()
                            .orElse(Double.NaN)),
                    BenchRun.round(generations.stream()
                            .mapToDouble(Generation::wallMillis)
                            .max()
                            .orElse(Double.NaN)),
                    node);
        }
    }

    /**
     * The node at the end of a tenth.
     *
     * @param evaluationsPerSecond of this tenth
     * @param eventsPerSecond of this tenth
     * @param heapBytes after garbage collection, above what the idle node had
     * @param snapshotBytes of the newest snapshot
     * @param snapshotMillis to serialise it
     * @param journalBytes of the database on the disk
     */
    record NodeRow(
            double evaluationsPerSecond,
            double eventsPerSecond,
            long heapBytes,
            long snapshotBytes,
            double snapshotMillis,
            long journalBytes) {}

    String text() {
        StringBuilder text = new StringBuilder("strategy " + strategy + "\n");
        boolean node = rows.stream().anyMatch(row -> row.node() != null);
        text.append((node ? searches() : strategies()).toText());
        if (node) {
            text.append("the database alone: ")
                    .append(Quantities.fixed(commitsPerSecond, 0))
                    .append(" commits/s; result files: ")
                    .append(Quantities.fixed(resultMillis / 1000, 1))
                    .append(" s; back from the journal: ")
                    .append(Quantities.fixed(replayMillis / 1000, 1))
                    .append(" s\n");
        }
        return text.append('\n').toString();
    }

    private Table strategies() {
        return new Table(
                List.of("evaluations", "ask ms", "tell ms", "worst ms", "worst wall ms"),
                rows.stream().map(ScaleFigures::times).toList());
    }

    private Table searches() {
        List<List<String>> cells = new ArrayList<>();
        for (Row row : rows) {
            List<String> line = new ArrayList<>(times(row));
            NodeRow node = row.node();
            if (node != null) {
                line.addAll(List.of(
                        Quantities.fixed(node.evaluationsPerSecond(), 0),
                        Quantities.fixed(node.eventsPerSecond(), 0),
                        megabytes(node.heapBytes()),
                        megabytes(node.snapshotBytes()),
                        Quantities.fixed(node.snapshotMillis(), 0),
                        megabytes(node.journalBytes())));
            }
            cells.add(line);
        }
        return new Table(
                List.of(
                        "evaluations",
                        "ask ms",
                        "tell ms",
                        "worst ms",
                        "worst wall ms",
                        "eval/s",
                        "events/s",
                        "heap MB",
                        "snapshot MB",
                        "snapshot ms",
                        "journal MB"),
                cells);
    }

    private static List<String> times(Row row) {
        return List.of(
                Integer.toString(row.evaluations()),
                Quantities.fixed(row.askMillis(), 1),
                Quantities.fixed(row.tellMillis(), 1),
                Quantities.fixed(row.worstMillis(), 1),
                Quantities.fixed(row.worstWallMillis(), 0));
    }

    private static String megabytes(long bytes) {
        return Quantities.fixed(bytes / 1e6, 1);
    }
}
