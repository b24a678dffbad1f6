package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.wire.DispatcherMessage.WorkerReady;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.WorkerMessage;
import org.jspecify.annotations.Nullable;

/** What the dispatcher knows of one worker. Mutable; owned by the dispatcher's roster. */
final class WorkerEntry {
    /** A worker speaks every 2 s; one that was silent for so many ticks of 2 s gets no new work. */
    private static final int SILENT_TICKS = 3;

    private final String name;
    private final String device;
    private final int slots;
    private final ActorRef<WorkerMessage> ref;
    private final @Nullable List<String> dtypes;
    /** Jobs that it has; without the job itself where it had them before this dispatcher knew of it. */
    private final Map<JobId, Optional<Job>> jobs = new HashMap<>();
    /** Jobs that were given to it before it spoke last: by now it should say that it has them. */
    private final Map<JobId, Job> due = new HashMap<>();

    /** Slots that are on offer to a search. */
    private final List<String> offers = new ArrayList<>();

    private int silence;

    WorkerEntry(WorkerReady ready) {
        name = ready.name();
        device = ready.device();
        slots = ready.slots();
        ref = ready.worker();
        dtypes = ready.dtypes();
    }

    /** Whether it has instructions for a dtype; true where it doesn't say, and for none. */
    boolean computes(@Nullable String dtype) {
        return dtype == null || dtypes == null || dtypes.contains(dtype);
    }

    String name() {
        return name;
    }

    String device() {
        return device;
    }

    int slots() {
        return slots;
    }

    ActorRef<WorkerMessage> ref() {
        return ref;
    }

    Map<JobId, Optional<Job>> jobs() {
        return Map.copyOf(jobs);
    }

    boolean has(JobId job) {
        return jobs.containsKey(job);
    }

    /** Slots that neither a job nor an offer holds; 0 while it is silent. */
    int free() {
        return silence > SILENT_TICKS ? 0 : slots - jobs.size() - offers.size();
    }

    void offered(String search) {
        offers.add(search);
    }

    void offerAnswered(String search) {
        offers.remove(search);
    }

    /** The search has forgotten what it was offered. */
    void offersForgotten(String search) {
        offers.removeIf(search::equals);
    }

    void give(Job job) {
        jobs.put(job.id(), Optional.of(job));
    }

    void adopt(JobId job) {
        jobs.putIfAbsent(job, Optional.empty());
    }

    void drop(JobId job) {
        jobs.remove(job);
        due.remove(job);
    }

    void tick() {
        silence++;
    }

    /**
     * The worker says what it has. It may have said so before the last messages to it arrived.
     *
     * @return jobs that were given to it and that it has not mentioned twice in a row: lost on the way
     */
    List<Job> heard(List<JobId> running) {
        silence = 0;
        List<Job> missing =
                due.values().stream().filter(job -> !running.contains(job.id())).toList();
        due.clear();
        jobs.forEach((id, job) -> job.filter(known -> !running.contains(id)).ifPresent(known -> due.put(id, known)));
        return missing;
    }

    /**
     * Drops jobs that this worker once said it had, without having been given them by this dispatcher, and now has not. It
     * happens when it speaks while the receipt for a result is on the way to it.
     *
     * @return the jobs dropped
     */
    List<JobId> dropVanished(List<JobId> running) {
        List<JobId> vanished = jobs.entrySet().stream()
                .filter(entry -> entry.getValue().isEmpty() && !running.contains(entry.getKey()))
                .map(Map.Entry::getKey)
                .toList();
        vanished.forEach(jobs::remove);
        return vanished;
    }
}
