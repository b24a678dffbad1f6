package llamanas.engine.app;

import llamanas.engine.cli.Console;
import llamanas.engine.output.Quantities;
import llamanas.workers.tasks.Task;

/** Says how far an evaluation is and when it will end, once it takes longer than a moment. */
final class StepProgress implements Task.Progress {
    private static final long PATIENCE_NANOS = 2_000_000_000L;

    private final Console console;
    private final String name;
    private final int steps;
    private final long start = System.nanoTime();
    private long said = start;
    private int done;
    private boolean shown;

    StepProgress(Console console, String name, int steps) {
        this.console = console;
        this.name = name;
        this.steps = steps;
    }

    @Override
    public void batchDone() {
        done++;
        long now = System.nanoTime();
        if (now - said < PATIENCE_NANOS) {
            return;
        }
        said = now;
        shown = true;
        long etaMillis = (now - start) / 1_000_000 * (steps - done) / done;
        String line = name + "  " + 100L * done / steps + " %  ETA " + Quantities.duration(etaMillis);
        if (console.live()) {
            console.err().print("\r" + line + "      ");
            console.err().flush();
        } else {
            console.say(line);
        }
    }

    /** Clears the line. */
    void end() {
        if (shown && console.live()) {
            console.err().print("\r" + " ".repeat(name.length() + 40) + "\r");
            console.err().flush();
        }
    }
}
