package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.pattern.StatusReply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;

/** Specs that wait for a worker to look at them, or are being looked at. Mutable; owned by the dispatcher. */
final class Inspections {
    private static final int MAX_QUEUE = 100;
    private static final int MAX_LOSSES = 3;

    private final Map<JobId, Entry> entries = new LinkedHashMap<>();

    private static final class Entry {
        private final Job job;
        private final List<ActorRef<StatusReply<JobResult>>> askers = new ArrayList<>();
        private boolean waiting = true;
        private int losses;

        private Entry(Job job) {
            this.job = job;
        }
    }

    /** Takes a question in; whoever asks the same gets the same answer. Refuses what can't be taken in at once. */
    void ask(Job job, ActorRef<StatusReply<JobResult>> replyTo) {
        Entry entry = entries.get(job.id());
        if (entry == null && entries.size() >= MAX_QUEUE) {
            replyTo.tell(StatusReply.error(new InvalidInputException(
                    MAX_QUEUE + " searches wait for a worker already; start this one later")));
        } else if (entry != null && !entry.job.spec().equals(job.spec())) {
            replyTo.tell(StatusReply.error(new InvalidInputException(
                    "search '" + job.id().search() + "' is being started with another spec; choose another id")));
        } else {
            entries.computeIfAbsent(job.id(), id -> new Entry(job)).askers.add(replyTo);
        }
    }

    /** The next one to give to a worker. */
    Optional<Job> take() {
        Optional<Entry> next =
                entries.values().stream().filter(entry -> entry.waiting).findFirst();
        next.ifPresent(entry -> entry.waiting = false);
        return next.map(entry -> entry.job);
    }

    void finished(JobId job, JobResult result) {
        answer(job, StatusReply.success(result));
    }

    /** The worker that had it is gone: another one gets it, unless that has happened too often. */
    void lost(JobId job) {
        Entry entry = entries.get(job);
        if (entry == null) {
            return;
        }
        entry.waiting = true;
        entry.losses++;
        if (entry.losses >= MAX_LOSSES) {
            answer(
                    job,
                    StatusReply.error(new InvalidInputException(MAX_LOSSES
                            + " workers were lost while they opened the model of search '" + job.search()
                            + "'; see their logs (does it fit into their memory?)")));
        }
    }

    /** Gives up on one that no worker has taken. */
    void expire(JobId job, Throwable why) {
        if (isWaiting(job)) {
            answer(job, StatusReply.error(why));
        }
    }

    boolean isWaiting(JobId job) {
        Entry entry = entries.get(job);
        return entry != null && entry.waiting;
    }

    private void answer(JobId job, StatusReply<JobResult> reply) {
        Entry entry = entries.remove(job);
        if (entry != null) {
            entry.askers.forEach(asker -> asker.tell(reply));
        }
    }
}
