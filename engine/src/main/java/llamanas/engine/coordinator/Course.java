package llamanas.engine.coordinator;

import java.time.Duration;
import java.time.Instant;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchState;
import org.jspecify.annotations.Nullable;

/**
 * Where a search is on its way, and how long it took to get there.
 *
 * @param stage PREPARING, RUNNING, REPORTING, or a final state; a pause is kept apart, so that it can end where it began
 * @param phase which half of the data evaluations use
 * @param exhausted whether the strategy has nothing new left
 * @param resultsWritten whether the result files are known to be complete
 * @param message what a person should know
 * @param activeMillis time spent neither paused, nor stopped, nor over, up to {@code lastAt}
 * @param lastAt time of the newest event
 */
record Course(
        SearchState stage,
        Phase phase,
        boolean paused,
        boolean exhausted,
        boolean resultsWritten,
        @Nullable String message,
        long activeMillis,
        Instant lastAt) {

    /** @param prepares whether there are jobs before all evaluations */
    static Course begin(Instant at, boolean prepares) {
        SearchState stage = prepares ? SearchState.PREPARING : SearchState.RUNNING;
        return new Course(stage, Phase.SEARCH, false, false, false, null, 0, at);
    }

    /** Whether work may be given out. */
    boolean isActive() {
        return !paused && !stage.isFinal();
    }

    /** The state that people see. */
    SearchState state() {
        return paused && !stage.isFinal() ? SearchState.PAUSED : stage;
    }

    long activeMillisAt(Instant now) {
        return activeMillis
                + (isActive() ? Math.max(0, Duration.between(lastAt, now).toMillis()) : 0);
    }

    /** Time goes on to an event, and the event does to the stage what it does. */
    Course after(SearchEvent event) {
        boolean gap = event instanceof SearchEvent.SearchRecovered;
        long millis = gap ? activeMillis : activeMillisAt(event.at());
        return new Course(stage, phase, paused, exhausted, resultsWritten, message, millis, event.at()).changed(event);
    }

    /** All jobs before the evaluations are done. */
    Course prepared() {
        return stage == SearchState.PREPARING
                ? new Course(
                        SearchState.RUNNING, phase, paused, exhausted, resultsWritten, message, activeMillis, lastAt)
                : this;
    }

    private Course changed(SearchEvent event) {
        if (event instanceof SearchEvent.ReportStarted) {
            return new Course(
                    SearchState.REPORTING,
                    Phase.REPORT,
                    paused,
                    exhausted,
                    resultsWritten,
                    message,
                    activeMillis,
                    lastAt);
        } else if (event instanceof SearchEvent.SearchFinished) {
            return at(SearchState.FINISHED, message);
        } else if (event instanceof SearchEvent.SearchCancelled) {
            return at(SearchState.CANCELLED, message);
        } else if (event instanceof SearchEvent.SearchFailed failed) {
            return at(SearchState.FAILED, failed.reason());
        } else if (event instanceof SearchEvent.SearchPaused) {
            return new Course(stage, phase, true, exhausted, resultsWritten, message, activeMillis, lastAt);
        } else if (event instanceof SearchEvent.SearchResumed) {
            return new Course(stage, phase, false, exhausted, resultsWritten, message, activeMillis, lastAt);
        } else if (event instanceof SearchEvent.SpaceExhausted) {
            String note = "the search space holds nothing more that fits the constraints";
            return new Course(stage, phase, paused, true, resultsWritten, note, activeMillis, lastAt);
        } else if (event instanceof SearchEvent.BudgetExtended) {
            return extended();
        } else if (event instanceof SearchEvent.ResultsWritten) {
            return new Course(stage, phase, paused, exhausted, true, message, activeMillis, lastAt);
        }
        return this;
    }

    /** Searching again, wherever the search was behind that. */
    private Course extended() {
        SearchState next = stage == SearchState.PREPARING ? stage : SearchState.RUNNING;
        return new Course(next, Phase.SEARCH, paused, false, false, null, activeMillis, lastAt);
    }

    private Course at(SearchState next, @Nullable String note) {
        return new Course(next, phase, false, exhausted, resultsWritten, note, activeMillis, lastAt);
    }
}
