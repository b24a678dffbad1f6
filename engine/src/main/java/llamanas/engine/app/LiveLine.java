package llamanas.engine.app;

import java.util.function.Supplier;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Quantities;

/** One line that says how far something is, once it takes longer than a moment; on a terminal it is written over. */
final class LiveLine {
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Console console;
    private long said = System.nanoTime();
    private int width;

    LiveLine(Console console) {
        this.console = console;
    }

    /** Shows the line, unless one was shown a moment ago. */
    void show(Supplier<String> line) {
        long now = System.nanoTime();
        if (now - said < PATIENCE_NANOS) {
            return;
        }
        said = now;
        String text = line.get();
        if (console.live()) {
            console.rewrite(text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
        } else {
            console.say(text);
        }
    }

    /** Share and remaining time of steps that take equally long: {@code 12 %  ETA 1 min 05 s}. */
    static String share(long startNanos, long done, long total) {
        long millis = (System.nanoTime() - startNanos) / 1_000_000;
        return 100 * done / Math.max(1, total) + " %  ETA "
                + Quantities.duration(done == 0 ? -1 : (long) ((double) millis * (total - done) / done));
    }

    /** Clears the line. */
    void end() {
        if (width > 0) {
            console.rewrite(" ".repeat(width));
            console.rewrite("");
            width = 0;
        }
    }
}
