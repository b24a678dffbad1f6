package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.wire.JobId;
import org.jspecify.annotations.Nullable;

/**
 * How the jobs stand that come before all evaluations: measuring the device, where latencies are computed, the preparation of the
 * model, where the spec wants one, and on the model that is searched the measuring of single changes and the training of gates, where the
 * strategy goes by them.
 *
 * @param job which of them is open, or was last
 * @param jobs all that are wanted, in their order
 * @param worker name of the worker that has it; null where none has
 * @param attempts tries of this job that broke
 * @param losses workers that died while they had it
 * @param reason why it failed last; null where it never did
 * @param preparation what came of it; null before, and where none is wanted
 * @param inspection of the spec on the prepared model; null before, and where none is wanted
 * @param gates that were trained; null before, and where none are wanted
 * @param singleChanges that were measured; null before, and where none are wanted
 * @param profile of the device; null before, and where none is wanted
 * @param activeMillis what the search's clock showed when the last job was done, in ms; 0 before, and where none is wanted
 * @param progress what the worker said last: in ledgers that people look at, and nowhere else
 */
record Groundwork(
        State state,
        JobId.Kind job,
        List<JobId.Kind> jobs,
        @Nullable String worker,
        int attempts,
        int losses,
        @Nullable String reason,
        @Nullable Preparation preparation,
        @Nullable Inspection inspection,
        @Nullable Gates gates,
        @Nullable SingleChanges singleChanges,
        @Nullable DeviceProfile profile,
        long activeMillis,
        @Nullable PreparationStatus progress) {

    enum State {
        /** The search begins at once, with the model as it is. */
        UNWANTED,
        /** To be done, or with a worker. */
        OPEN,
        DONE,
        /** Given up. */
        FAILED
    }

    static Groundwork begin(SearchSpec spec) {
        List<JobId.Kind> jobs = wanted(spec);
        State state = jobs.isEmpty() ? State.UNWANTED : State.OPEN;
        JobId.Kind first = jobs.isEmpty() ? JobId.Kind.PREPARE : jobs.get(0);
        return new Groundwork(state, first, jobs, null, 0, 0, null, null, null, null, null, null, 0, null);
    }

    /** The jobs that a spec asks for, in their order. */
    static List<JobId.Kind> wanted(SearchSpec spec) {
        List<JobId.Kind> jobs = new ArrayList<>();
        if (spec.needsProfile()) {
            jobs.add(JobId.Kind.DEVICE);
        }
        if (spec.prepare() != null) {
            jobs.add(JobId.Kind.PREPARE);
        }
        if (spec.needsSingleChanges()) {
            jobs.add(JobId.Kind.SINGLE_CHANGES);
        }
        if (spec.strategy().needsGates()) {
            jobs.add(JobId.Kind.GATES);
        }
        return List.copyOf(jobs);
    }

    /** What single changes count for in the budget; 0 before they are measured. */
    int evaluations() {
        return singleChanges == null ? 0 : singleChanges.evaluations();
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

    /** What a worker does to what, for people. */
    String activity() {
        return switch (job) {
            case DEVICE -> "measures the device";
            case GATES -> "trains the gates";
            case SINGLE_CHANGES -> "measures single changes";
            default -> "prepares the model";
        };
    }

    /** What it is that fails where a job does. */
    String failure() {
        return switch (job) {
            case DEVICE -> "measuring the device ended the search";
            case GATES -> "the gates could not be trained";
            case SINGLE_CHANGES -> "single changes could not be measured";
            default -> "the model could not be prepared";
        };
    }

    /** With what a worker said, if it is the one that has the job. */
    Groundwork seen(@Nullable PreparationStatus status) {
        return status == null || !isHeldBy(status.worker())
                ? this
                : with(state, worker, attempts, losses, reason, status);
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
        } else if (event instanceof SearchEvent.DeviceProfiled done) {
            return done(preparation, inspection, gates, singleChanges, done.profile(), clock);
        } else if (event instanceof SearchEvent.ModelPrepared done) {
            return done(done.preparation(), done.inspection(), gates, singleChanges, profile, clock);
        } else if (event instanceof SearchEvent.GatesTrained done) {
            return done(preparation, inspection, done.gates(), singleChanges, profile, clock);
        } else if (event instanceof SearchEvent.SingleChangesMeasured done) {
            return done(preparation, inspection, gates, done.changes(), profile, clock);
        }
        return this;
    }

    /** The next job, if there is one, is open: its tries begin at none again. */
    private Groundwork done(
            @Nullable Preparation prepared,
            @Nullable Inspection inspected,
            @Nullable Gates trained,
            @Nullable SingleChanges measured,
            @Nullable DeviceProfile profiled,
            long clock) {
        int next = jobs.indexOf(job) + 1;
        boolean more = next < jobs.size();
        return new Groundwork(
                more ? State.OPEN : State.DONE,
                more ? jobs.get(next) : job,
                jobs,
                null,
                more ? 0 : attempts,
                more ? 0 : losses,
                null,
                prepared,
                inspected,
                trained,
                measured,
                profiled,
                clock,
                null);
    }

    private Groundwork lost(SearchEvent.PreparationLost event) {
        int deaths = losses + (event.counted() ? 1 : 0);
        String why = event.counted() ? "worker " + event.worker() + " was lost while it " + past() : reason;
        return with(openUnless(event.last()), null, attempts, deaths, why);
    }

    private String past() {
        return switch (job) {
            case DEVICE -> "measured the device";
            case GATES -> "trained the gates";
            case SINGLE_CHANGES -> "measured single changes";
            default -> "prepared the model";
        };
    }

    private static State openUnless(boolean last) {
        return last ? State.FAILED : State.OPEN;
    }

    private Groundwork with(State next, @Nullable String holder, int broken, int lost, @Nullable String why) {
        return with(next, holder, broken, lost, why, null);
    }

    private Groundwork with(
            State next,
            @Nullable String holder,
            int broken,
            int lost,
            @Nullable String why,
            @Nullable PreparationStatus status) {
        return new Groundwork(
                next,
                job,
                jobs,
                holder,
                broken,
                lost,
                why,
                preparation,
                inspection,
                gates,
                singleChanges,
                profile,
                activeMillis,
                status);
    }
}
