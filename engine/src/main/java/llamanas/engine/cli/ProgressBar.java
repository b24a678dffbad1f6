package llamanas.engine.cli;

import java.util.Locale;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/** One line that says how a search stands. Pure. */
final class ProgressBar {
    private static final int WIDTH = 20;

    private ProgressBar() {}

    /** For example {@code [########............]  57/150  2 running  hypervolume 2.613  front 9  12 s  ETA 34 s}. */
    static String line(SearchStatus status) {
        int ended = status.done() + status.failed();
        int filled = (int) ((long) WIDTH * Math.min(ended, status.evaluations()) / Math.max(status.evaluations(), 1));
        StringBuilder line = new StringBuilder("[")
                .append("#".repeat(filled))
                .append(".".repeat(WIDTH - filled))
                .append("]  ")
                .append(ended)
                .append('/')
                .append(status.evaluations());
        append(line, status.failed() > 0, status.failed() + " failed");
        append(line, status.running() > 0, status.running() + " running");
        append(line, !Double.isNaN(status.hypervolume()), "hypervolume " + Quantities.fixed(status.hypervolume(), 4));
        append(line, status.frontSize() > 0, "front " + status.frontSize());
        append(line, true, Quantities.duration(status.elapsedMillis()));
        append(line, true, stage(status));
        return line.toString();
    }

    private static void append(StringBuilder line, boolean shown, String text) {
        if (shown) {
            line.append("  ").append(text);
        }
    }

    private static String stage(SearchStatus status) {
        if (status.state() == SearchState.RUNNING) {
            return status.etaMillis() < 0 ? "ETA unknown" : "ETA " + Quantities.duration(status.etaMillis());
        }
        return status.state() == SearchState.REPORTING
                ? "measuring the front on unseen data, " + status.message() + ", ETA about "
                        + Quantities.duration(status.etaMillis())
                : status.state().name().toLowerCase(Locale.ROOT);
    }
}
