package llamanas.workers.agent;

import java.util.function.Consumer;
import java.util.function.LongSupplier;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the newest progress of one preparation, with the time that its stage has taken so far. Thread-safe: whoever prepares
 * tells it, and whoever reports asks it.
 */
public final class StageClock implements Consumer<PrepareProgress> {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final LongSupplier nanoTime;
    private @Nullable PrepareProgress newest;
    private long beganNanos;
    private long doneBefore;

    /** @param nanoTime as {@link System#nanoTime} */
    public StageClock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void accept(PrepareProgress progress) {
        if (newest == null || !newest.stage().equals(progress.stage())) {
            beganNanos = nanoTime.getAsLong();
            // What an earlier worker did before this one went on from its saved state says nothing about the speed of
            // this one.
            doneBefore = progress.done();
        }
        newest = progress;
    }

    /** Null before anything was said. */
    public synchronized @Nullable PreparationStatus status(String worker) {
        PrepareProgress now = newest;
        if (now == null) {
            return null;
        }
        long elapsed = (nanoTime.getAsLong() - beganNanos) / NANOS_PER_MILLI;
        return new PreparationStatus(
                worker, now.stage(), now.done(), now.total(), now.loss(), elapsed, remaining(now, elapsed));
    }

    /** By the mean time of a part on this worker, in ms; -1 before the first one. */
    private long remaining(PrepareProgress now, long elapsed) {
        long here = now.done() - doneBefore;
        return here <= 0 ? -1 : (long) ((double) elapsed * Math.max(0, now.total() - now.done()) / here);
    }
}
