package llamanas.engine.coordinator;

import akka.actor.typed.BackoffSupervisorStrategy;
import akka.actor.typed.SupervisorStrategy;
import java.time.Duration;
import org.slf4j.event.Level;

/** How actors with a journal come back after a failure. */
final class Restarts {
    private static final Duration SOON = Duration.ofMillis(200);
    /** A database that is back is noticed after this long at the latest. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    /** Our own mistake, or somebody's who throws: seen by people each time. */
    static final BackoffSupervisorStrategy FAULT = SupervisorStrategy.restartWithBackoff(SOON, PATIENT, 0.1);

    /**
     * The journal did not take a write, or did not answer: the state is read from it again, as often as it takes. In the log
     * only, since every search meets it many times; people are told once, by whoever watches the journal.
     */
    static final BackoffSupervisorStrategy STORAGE = FAULT.withLogLevel(Level.INFO);

    private Restarts() {}
}
