package llamanas.engine.app;

import java.util.function.Consumer;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.ProgressBar;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.agent.StageClock;

/** Shows the stages of a preparation in this process: how far each is and when it will end, every two seconds. */
final class StageProgress implements Consumer<PrepareProgress> {
    private static final long INTERVAL_NANOS = 2_000_000_000L;
    private static final int WIDTH = 100;

    private final Console console;
    private final StageClock clock = new StageClock(System::nanoTime);
    private long said = System.nanoTime();
    private boolean shown;

    StageProgress(Console console) {
        this.console = console;
    }

    @Override
    public void accept(PrepareProgress progress) {
        clock.accept(progress);
        PreparationStatus status = clock.status("");
        long now = System.nanoTime();
        if (status != null && now - said >= INTERVAL_NANOS) {
            said = now;
            show(ProgressBar.stage(status));
        }
    }

    private void show(String line) {
        if (console.live()) {
            console.err().print("\r" + String.format("%-" + WIDTH + "s", line));
            console.err().flush();
            shown = true;
        } else {
            console.say(line);
        }
    }

    /** Clears the line. */
    void end() {
        if (shown) {
            console.err().print("\r" + " ".repeat(WIDTH) + "\r");
            console.err().flush();
        }
    }
}
