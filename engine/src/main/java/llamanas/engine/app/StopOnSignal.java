package llamanas.engine.app;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import llamanas.engine.cli.CommandFailure;

/**
 * Lets long native work end in order where a person presses Ctrl-C or a system sends SIGTERM: the thread at work is
 * interrupted, and the program ends when it has saved its state. To end at once would take PyTorch's memory away under its
 * running threads, which crashes the process.
 */
final class StopOnSignal {
    /** The longest that one step may take to notice; then the program ends all the same. */
    private static final long PATIENCE_SECONDS = 60;

    private final Thread worker = Thread.currentThread();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final PrintWriter err;

    private StopOnSignal(PrintWriter err) {
        this.err = err;
    }

    /** A good place to end: nothing is lost here that a second start would not do again. */
    static void check() {
        if (Thread.interrupted()) {
            throw new CommandFailure("stopped; the same command goes on or begins anew");
        }
    }

    /**
     * Does the work in this thread, which is interrupted when the program is told to end.
     *
     * @param err where is said what the interrupted work says
     */
    static Integer call(PrintWriter err, Callable<Integer> work) throws Exception {
        StopOnSignal stop = new StopOnSignal(err);
        Thread hook = new Thread(stop::interrupt, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return work.call();
        } catch (Exception e) {
            stop.say(e, hook);
            throw e;
        } finally {
            stop.ended.countDown();
            remove(hook);
        }
    }

    /** While the program ends, nobody else comes to say it. */
    private void say(Exception thrown, Thread hook) {
        if (hook.isAlive()) {
            err.println("llama-nas: " + thrown.getMessage());
            err.flush();
        }
    }

    private void interrupt() {
        worker.interrupt();
        try {
            ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The program ends already.
            return;
        }
    }
}
