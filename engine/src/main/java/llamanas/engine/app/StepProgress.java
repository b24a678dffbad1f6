package llamanas.engine.app;

import llamanas.engine.cli.Console;
import llamanas.workers.tasks.Task;

/** Says how far an evaluation is and when it will end, once it takes longer than a moment. */
final class StepProgress implements Task.Progress {
    private final LiveLine line;
    private final String name;
    private final int steps;
    private final long start = System.nanoTime();
    private int done;

    StepProgress(Console console, String name, int steps) {
        this.line = new LiveLine(console);
        this.name = name;
        this.steps = steps;
    }

    @Override
    public void batchDone() {
        StopOnSignal.check();
        done++;
        line.show(() -> name + "  " + LiveLine.share(start, done, steps));
    }

    /** Clears the line. */
    void end() {
        line.end();
    }
}
