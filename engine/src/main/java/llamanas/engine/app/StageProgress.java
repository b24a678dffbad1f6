package llamanas.engine.app;

import java.util.function.Consumer;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.PrepareProgress;

/** Says how far work of several stages is, with the time that the stage will still take. */
final class StageProgress implements Consumer<PrepareProgress> {
    private final LiveLine line;
    private final String what;
    private String stage = "";
    private long start;
    private long before;

    /** @param what stands in front of the stage; may be empty */
    StageProgress(Console console, String what) {
        this.line = new LiveLine(console);
        this.what = what.isEmpty() ? "" : what + "  ";
    }

    @Override
    public void accept(PrepareProgress now) {
        if (!now.stage().equals(stage)) {
            stage = now.stage();
            start = System.nanoTime();
            // A resumed stage begins with parts that were done before.
            before = now.done();
        }
        line.show(() -> what + stage + "  " + LiveLine.share(start, now.done() - before, now.total() - before)
                + (Double.isNaN(now.loss()) ? "" : "  loss " + Quantities.fixed(now.loss(), 3)));
    }

    /** Clears the line. */
    void end() {
        line.end();
    }
}
