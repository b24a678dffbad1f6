package llamanas.engine.cli;

import java.util.Locale;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.FidelityStatus;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;

/** One line that says how a search stands. Pure. */
public final class ProgressBar {
    private static final int WIDTH = 20;

    private ProgressBar() {}

    /** For example {@code [########............]  57/150  2 running  hypervolume 2.613  front 9  12 s  ETA 34 s}. */
    static String line(SearchStatus status) {
        return status.state() == SearchState.PREPARING ? preparing(status) : searching(status);
    }

    /** For example {@code [########............]  training 220/500  loss 3.412  worker-1  52 s  ETA 1 min 06 s}. */
    private static String preparing(SearchStatus status) {
        PreparationStatus now = status.preparing();
        if (now == null) {
            return bar(0, 1) + "  " + status.message() + "  " + Quantities.duration(status.elapsedMillis());
        }
        return stage(now, now.worker() + "  " + Quantities.duration(status.elapsedMillis()));
    }

    /** For example {@code [########............]  training 220/500  loss 3.412  ETA 1 min 06 s}. */
    public static String stage(PreparationStatus now) {
        return stage(now, "");
    }

    private static String stage(PreparationStatus now, String more) {
        StringBuilder line = new StringBuilder(bar(now.done(), now.total()));
        append(line, true, Preparations.progress(now));
        append(line, !more.isEmpty(), more);
        append(line, true, eta(now.etaMillis()));
        return line.toString();
    }

    private static String searching(SearchStatus status) {
        FidelityStatus fidelity = status.fidelity();
        int ended = fidelity == null ? status.spent() : (int) Math.round(fidelity.spent());
        StringBuilder line = new StringBuilder(bar(ended, status.evaluations()))
                .append("  ")
                .append(ended)
                .append('/')
                .append(status.evaluations());
        append(
                line,
                fidelity != null && fidelity.dropped() > 0,
                (fidelity == null ? 0 : fidelity.dropped()) + " dropped");
        append(line, status.failed() > 0, status.failed() + " failed");
        append(line, status.running() > 0, status.running() + " running");
        append(line, !Double.isNaN(status.hypervolume()), "hypervolume " + Quantities.fixed(status.hypervolume(), 4));
        append(line, status.frontSize() > 0, "front " + status.frontSize());
        append(line, true, Quantities.duration(status.elapsedMillis()));
        append(line, true, stage(status));
        return line.toString();
    }

    private static String bar(long done, long total) {
        int filled = (int) (WIDTH * Math.min(done, total) / Math.max(total, 1));
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }

    private static String eta(long millis) {
        return millis < 0 ? "ETA unknown" : "ETA " + Quantities.duration(millis);
    }

    private static void append(StringBuilder line, boolean shown, String text) {
        if (shown) {
            line.append("  ").append(text);
        }
    }

    private static String stage(SearchStatus status) {
        if (status.state() == SearchState.RUNNING) {
            return eta(status.etaMillis());
        }
        return status.state() == SearchState.REPORTING
                ? "measuring the front on unseen data, " + status.message() + ", ETA about "
                        + Quantities.duration(status.etaMillis())
                : status.state().name().toLowerCase(Locale.ROOT);
    }
}
