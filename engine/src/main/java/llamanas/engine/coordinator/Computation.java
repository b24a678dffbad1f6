package llamanas.engine.coordinator;

import java.util.function.Supplier;
import llamanas.protocol.StoppedException;
import org.jspecify.annotations.Nullable;

/**
 * What one thread computes and any other may stop: by an interrupt, which the mathematics notices once a round. The thread is
 * interrupted only while it computes, so that it is of use to others afterwards. Thread-safe.
 */
final class Computation {
    private @Nullable Thread thread;
    private boolean stopped;

    /**
     * Computes on the thread of the caller.
     *
     * @throws StoppedException where it was stopped before or meanwhile
     */
    <T> T run(Supplier<T> work) {
        begin();
        try {
            return work.get();
        } finally {
            end();
        }
    }

    private synchronized void begin() {
        if (stopped) {
            throw new StoppedException("stopped by an interrupt");
        }
        thread = Thread.currentThread();
    }

    private synchronized void end() {
        thread = null;
        if (stopped) {
            // Clears it.
            Thread.interrupted();
        }
    }

    /** For good: what begins later is stopped at once. */
    synchronized void stop() {
        stopped = true;
        if (thread != null) {
            thread.interrupt();
        }
    }
}
