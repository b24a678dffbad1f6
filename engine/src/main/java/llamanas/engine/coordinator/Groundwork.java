package llamanas.engine.coordinator;

import java.util.Optional;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import org.jspecify.annotations.Nullable;

/**
 * How the preparation of a search's model stands.
 *
 * @param worker name of the worker that has it; null where none has
 * @param attempts tries that broke
 * @param losses workers that died while they had it
 * @param reason why it failed last; null where it never did
 * @param preparation what came of it; null before
 * @param inspection of the spec on the prepared model; null before
 * @param activeMillis what the search's clock showed when the model was prepared, in ms; 0 before, and where none is wanted
 * @param progress what the worker said last: in ledgers that people look at, and nowhere else
 */
record Groundwork(
        State state,
        @Nullable String worker,
        int attempts,
        int losses,
        @Nullable String reason,
        @Nullable Preparation preparation,
        @Nullable Inspection inspection,
        long activeMillis,
        @Nullable PreparationStatus progress) {

    enum State {
        /** The search is one of the model as it is. */
        UNWANTED,
        /** To be done, or with a worker. */
        OPEN,
        DONE,
        /** Given up. */
        FAILED
    }

    static Groundwork begin(SearchSpec spec) {
        State state = spec.prepare() == null ? State.UNWANTED : State.OPEN;
        return new Groundwork(state, null, 0, 0, null, null, null, 0, null);
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    /** Whether it waits for a worker. */
    boolean isPending() {
        return isOpen() && worker == null;
    }

    Optional<String> holder() {
        return Optional.ofNullable(worker);
    }

    boolean isHeldBy(String name) {
        return name.equals(worker);
    }

    /** With what a worker said, if it is the one that has the job. */
    Groundwork seen(@Nullable PreparationStatus status) {
        return status == null || !isHeldBy(status.worker())
                ? this
                : new Groundwork(
                        state, worker, attempts, losses, reason, preparation, inspection, activeMillis, status);
    }

    /**
     * After an event; the same where the event is about something else.
     *
     * @param clock active time of the search up to the event, in ms
     */
    Groundwork after(SearchEvent event, long clock) {
        if (event instanceof SearchEvent.PreparationStarted started) {
            return with(state, started.worker(), attempts, losses, reason);
        } else if (event instanceof SearchEvent.PreparationLost lost) {
            return lost(lost);
        } else if (event instanceof SearchEvent.PreparationFailed failed) {
            return with(openUnless(failed.last()), null, attempts + 1, losses, failed.reason());
        } else if (event instanceof SearchEvent.PreparationRefused refused) {
            return with(State.FAILED, null, attempts, losses, refused.reason());
        } else if (event instanceof SearchEvent.ModelPrepared done) {
            return new Groundwork(
                    State.DONE, null, attempts, losses, null, done.preparation(), done.inspection(), clock, null);
        }
        return this;
    }

    private Groundwork lost(SearchEvent.PreparationLost event) {
        int deaths = losses + (event.counted() ? 1 : 0);
        String why = event.counted() ? "worker " + event.worker() + " was lost while it prepared the model" : reason;
        return with(openUnless(event.last()), null, attempts, deaths, why);
    }

    private static State openUnless(boolean last) {
        return last ? State.FAILED : State.OPEN;
    }

    private Groundwork with(State next, @Nullable String holder, int broken, int lost, @Nullable String why) {
        return new Groundwork(next, holder, broken, lost, why, preparation, inspection, activeMillis, null);
    }
}
