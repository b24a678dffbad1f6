package llamanas.engine.coordinator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Something that has to work and at times does not: a full disk, a database that restarts. People are told when it begins, when
 * the cause is another one, now and then while it lasts, and when it is over; not at every try. Safe for use by several
 * threads.
 */
public final class Outage {
    private static final Duration REMINDER = Duration.ofMinutes(10);
    /** Causes that take turns are told this often. */
    private static final Duration ANOTHER_CAUSE = Duration.ofMinutes(1);

    private final Logger log;
    private final String what;
    private final Clock clock;

    private @Nullable String reason;
    private Instant since = Instant.EPOCH;
    private @Nullable String told;
    private Instant toldAt = Instant.EPOCH;

    /** @param what does not work, for people: "the results of search 's' can't be saved" */
    public Outage(Logger log, String what, Clock clock) {
        this.log = log;
        this.what = what;
        this.clock = clock;
    }

    /** A try has failed. */
    public synchronized void failed(String why) {
        Instant now = clock.instant();
        if (reason == null) {
            since = now;
        }
        reason = why;
        Duration silence = Duration.between(toldAt, now);
        boolean another = !why.equals(told) && silence.compareTo(ANOTHER_CAUSE) >= 0;
        if (told == null || another || silence.compareTo(REMINDER) >= 0) {
            log.error("{}: {}; trying again until it works", what, why);
            told = why;
            toldAt = now;
        }
    }

    /** A try has worked. */
    public synchronized void over() {
        if (reason != null) {
            log.warn(
                    "It works again after {} s: {}",
                    Duration.between(since, clock.instant()).toSeconds(),
                    what);
        }
        reason = null;
        told = null;
    }

    /** What does not work and why, while that is so. */
    public synchronized Optional<String> trouble() {
        return Optional.ofNullable(reason).map(why -> what + ": " + why);
    }

    /** What a failure says, in one line, and what the first cause of it says, where that is something else. */
    public static String message(Throwable failure) {
        Throwable shown = failure;
        while (shown.getCause() != null && shown.getCause().toString().equals(shown.getMessage())) {
            shown = shown.getCause();
        }
        Throwable first = shown;
        while (first.getCause() != null) {
            first = first.getCause();
        }
        String text = shown.getMessage() == null ? shown.toString() : shown.getMessage();
        String below = String.valueOf(first.getMessage());
        String whole = text.contains(below) || first.equals(shown) ? text : text + " (" + below + ")";
        return whole.replaceAll("\\s*\\R\\s*", " ");
    }
}
