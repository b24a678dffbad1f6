package llamanas.engine.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llamanas.engine.cli.Failures;
import llamanas.engine.cli.Shutdown;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.StoppedException;

/**
 * Lets long native work end in order where a person presses Ctrl-C or a system sends SIGTERM: the thread at work is
 * interrupted, and the program ends when it has saved its state. To end at once would take PyTorch's memory away under its
 * running threads, which crashes the process.
 */
final class StopOnSignal {
    /** The longest that one step may take to notice; then the program ends all the same. */
    private static final long PATIENCE_SECONDS = 60;

    private static final String STOPPED = "stopped; the same command goes on or begins anew";

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);

    private StopOnSignal() {}

    /** A good place to end: nothing is lost here that a second start would not do again. */
    static void check() {
        if (Thread.interrupted()) {
            throw new StoppedException(STOPPED);
        }
    }

    /**
     * Does the work in this thread, which is interrupted when the program is told to end.
     *
     * @param err where is said what the interrupted work says: while the program ends, nobody else comes to it
     */
    static Integer call(PrintWriter err, Callable<Integer> work) throws Exception {
        StopOnSignal stop = new StopOnSignal();
        Thread hook = new Thread(stop::interrupt, "stop");
        Shutdown.add(hook);
        try {
            return work.call();
        } catch (Exception e) {
            if (Shutdown.hasBegun()) {
                return Failures.report(asStopped(e), err, false);
            }
            throw e;
        } finally {
            stop.ended.countDown();
            Shutdown.remove(hook);
        }
    }

    /** What an interrupt makes of a file or a wait that it meets is no failure. */
    private static Exception asStopped(Exception thrown) {
        return thrown instanceof StoppedException || thrown instanceof InvalidInputException
                ? thrown
                : new StoppedException(STOPPED, thrown);
    }

    private void interrupt() {
        worker.interrupt();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
