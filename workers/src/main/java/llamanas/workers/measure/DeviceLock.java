package llamanas.workers.measure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Who may use a device of this process: any number of evaluations at once, or one measurement alone, which anything else at work
 * there would make wrong. Fair: who came first goes first, so a measurement waits for what runs and not for what comes later.
 *
 * <p>Thread-safe. Waiting blocks, so it is for threads that work, never for an actor's. Other processes on the device are not
 * kept away.
 */
public final class DeviceLock {
    /** Longer than an evaluation takes; a training of the same device may take longer, and then the work is tried again. */
    private static final Duration PATIENCE = Duration.ofHours(1);

    private static final Map<String, DeviceLock> BY_DEVICE = new ConcurrentHashMap<>();

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
    private final String device;
    private final Duration patience;

    /** A device was not free for too long. */
    public static final class BusyException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /**
     * A lock of its own, for tests; others take {@link #of}.
     *
     * @param patience the longest wait
     */
    DeviceLock(String device, Duration patience) {
        this.device = device;
        this.patience = patience;
    }

    /** The one lock of a device in this process. */
    public static DeviceLock of(String device) {
        return BY_DEVICE.computeIfAbsent(device, name -> new DeviceLock(name, PATIENCE));
    }

    /**
     * Works beside others.
     *
     * @throws BusyException where a measurement holds the device for too long, or the thread is interrupted while it waits
     */
    public <T> T shared(Supplier<T> work) {
        return holding(lock.readLock(), "an evaluation", work);
    }

    /**
     * Works alone. A thread that shares the device has to let go of it first.
     *
     * @throws BusyException where others hold the device for too long, or the thread is interrupted while it waits
     */
    public <T> T alone(Supplier<T> work) {
        if (lock.getReadHoldCount() > 0) {
            throw new IllegalStateException("this thread shares " + device + " and would wait for itself");
        }
        return holding(lock.writeLock(), "a measurement", work);
    }

    private <T> T holding(Lock part, String who, Supplier<T> work) {
        acquire(part, who);
        try {
            return work.get();
        } finally {
            part.unlock();
        }
    }

    private void acquire(Lock part, String who) {
        boolean free;
        try {
            free = part.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BusyException(who + " was told to stop while it waited for " + device);
        }
        if (!free) {
            throw new BusyException(who + " waited " + patience.toSeconds() + " s for " + device
                    + ", where other work goes on; it is tried again");
        }
    }
}
