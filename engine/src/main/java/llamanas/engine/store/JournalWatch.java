package llamanas.engine.store;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import llamanas.engine.coordinator.Outage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the journal every few seconds, over the connection that keeps others from it, and tells whether that works. A connection
 * that was lost is made again, with the lock, as soon as the database answers; where somebody else has the lock by then, or
 * where H2 has closed itself, this process can't go on.
 */
final class JournalWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalWatch.class);

    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration SOON = Duration.ofMillis(250);

    /** H2's error codes for a file that is damaged, and for a database that was closed, by itself or otherwise. */
    private static final Set<Integer> H2_OVER = Set.of(90030, 90098, 90121);

    private static final long END_SECONDS = 5;

    private final JournalLock lock;
    private final Outage outage;
    private final Consumer<String> lost;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
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
            while (going && !closed.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                going = look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** What is lost is taken again as soon as that is possible. */
    private Duration pause() {
        return lock.isTaken() ? PERIOD : SOON;
    }

    /** Whether it makes sense to look again. */
    private boolean look() {
        try {
            if (!lock.isTaken()) {
                lock.take();
            }
            lock.check();
            outage.over();
            return true;
        } catch (JournalInUseException e) {
            return lost("it was out of reach, and when it was back " + e.getMessage());
        } catch (SQLException e) {
            outage.failed(Outage.message(e));
            lock.close();
            return !H2_OVER.contains(e.getErrorCode()) || lost("the database has closed: " + Outage.message(e));
        }
    }

    private boolean lost(String why) {
        if (!isClosing()) {
            lost.accept(why);
        }
        return false;
    }

    private boolean isClosing() {
        return closed.getCount() == 0;
    }

    /** Waits for a try that is under way, for a few seconds. */
    @Override
    public void close() {
        closed.countDown();
        if (Thread.currentThread().equals(thread)) {
            return;
        }
        try {
            if (!ended.await(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.info("The journal still does not answer");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
