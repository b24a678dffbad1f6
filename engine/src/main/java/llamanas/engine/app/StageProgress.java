package llamanas.engine.app;

import java.util.function.Consumer;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.ProgressBar;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.agent.StageClock;

/** Shows the stages of a preparation in this process: how far each is and when it will end, every two seconds. */
final class StageProgress implements Consumer<PrepareProgress> {
    private final StageClock clock = new StageClock(System::nanoTime);
    private final LiveLine line;
    private final String what;

    StageProgress(Console console) {
        this(console, "");
    }

    /** @param what stands in front of the stage; may be empty */
    StageProgress(Console console, String what) {
        this.line = new LiveLine(console);
        this.what = what.isEmpty() ? "" : what + "  ";
    }

    @Override
    public void accept(PrepareProgress progress) {
        clock.accept(progress);
        PreparationStatus status = clock.status("");
        if (status != null) {
            line.show(() -> what + ProgressBar.stage(status));
        }
    }

    /** Clears the line. */
    void end() {
        line.end();
    }
}
