package llamanas.engine.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import llamanas.engine.coordinator.Outage;

/**
 * Writes to the journal every few seconds, over the connection that keeps others from it, and tells whether that works. A connection
 * that was lost is made again, with the lock, as soon as the database answers; where somebody else has the lock by then, or
 * where H2 has closed itself, this process can't go on.
 */
final class JournalWatch implements AutoCloseable {
    static final Duration PERIOD = Duration.ofSeconds(2);

    /** H2's error codes for a file that is damaged, and for a database that was closed, by itself or otherwise. */
    private static final Set<Integer> H2_OVER = Set.of(90030, 90098, 90121);

    private static final long END_SECONDS = 5;

    private final JournalLock lock;
    private final Outage outage;
    private final Consumer<String> lost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "journal-watch");

    /**
     * Begins to watch.
     *
     * @param lock taken; nobody else may use it until this is closed
     * @param outage told of each try
     * @param lost told why, once, where nothing can be written any more
     */
    JournalWatch(JournalLock lock, Outage outage, Consumer<String> lost) {
        this.lock = lock;
        this.outage = outage;
        this.lost = lost;
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            boolean going = true;
            while (going && !closed.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
                going = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean look() {
        try {
            lock.check();
            outage.over();
            return true;
        } catch (SQLException e) {
            return isClosing() || goOn(e);
        }
    }

    private boolean goOn(SQLException failure) {
        outage.failed(message(failure));
        if (H2_OVER.contains(failure.getErrorCode())) {
            lost.accept("the database has closed: " + message(failure));
            return false;
        }
        try {
            lock.take();
            return true;
        } catch (JournalInUseException e) {
            lost.accept("it was out of reach, and when it was back " + e.getMessage());
            return false;
        } catch (SQLException e) {
            outage.failed(message(e));
            return true;
        }
    }

    private boolean isClosing() {
        return closed.getCount() == 0;
    }

    /** One line, with what is below it. */
    static String message(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String text = String.valueOf(failure.getMessage());
        String below = String.valueOf(cause.getMessage());
        String whole = cause == failure || text.contains(below) ? text : text + " (" + below + ")";
        return whole.replaceAll("\\s*\\R\\s*", " ");
    }

    /** Waits for a try that is under way, for a few seconds. */
    @Override
    public void close() {
        closed.countDown();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
