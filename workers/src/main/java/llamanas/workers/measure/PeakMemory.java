package llamanas.workers.measure;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The largest {@link ResidentMemory} while it is open, looked at so seldom that looking takes no memory to speak of. */
public final class PeakMemory implements AutoCloseable {
    private static final long MILLIS = 50;

    private final AtomicLong peak = new AtomicLong(ResidentMemory.bytes());
    private final AtomicBoolean over = new AtomicBoolean();
    private final Thread watcher = new Thread(this::watch, "peak-memory");

    public PeakMemory() {
        watcher.setDaemon(true);
        watcher.start();
    }

    private void watch() {
        while (!over.get()) {
            look();
            try {
                Thread.sleep(MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        peak.accumulateAndGet(ResidentMemory.bytes(), Math::max);
    }

    /** In bytes. */
    public long bytes() {
        look();
        return peak.get();
    }

    @Override
    public void close() {
        over.set(true);
    }
}
