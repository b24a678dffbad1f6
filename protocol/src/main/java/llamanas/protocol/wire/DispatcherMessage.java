package llamanas.protocol.wire;

import akka.actor.typed.ActorRef;
import akka.actor.typed.receptionist.ServiceKey;
import java.util.List;
import llamanas.protocol.search.PreparationStatus;
import org.jspecify.annotations.Nullable;

/** What a worker says to the dispatcher on the coordinator's node. */
public sealed interface DispatcherMessage extends WireMessage {
    /** Where workers find the dispatcher. */
    ServiceKey<DispatcherMessage> SERVICE_KEY = ServiceKey.create(DispatcherMessage.class, "llama-nas-dispatcher");

    /**
     * "I am here, and want work for my free slots": sent when the dispatcher appears, when a slot falls free, and again
     * every few seconds. Idempotent: it states what is, not what changed.
     *
     * @param name unique in the cluster, and new with every start of the worker
     * @param device for example {@code cpu}
     * @param slots how many jobs it runs at once
     * @param running jobs that it has now, finished but unacknowledged ones included
     * @param dtypes that its device has instructions for; null from a worker that does not say, which is given any job
     */
    record WorkerReady(
            String name,
            String device,
            int slots,
            List<JobId> running,
            ActorRef<WorkerMessage> worker,
            @Nullable List<String> dtypes)
            implements DispatcherMessage {
        public WorkerReady {
            WorkerNames.check(name);
            running = List.copyOf(running);
            dtypes = dtypes == null ? null : List.copyOf(dtypes);
        }
    }

    /** A job has ended. Sent again until {@link WorkerMessage.ResultRecorded} arrives. */
    record JobFinished(JobId job, JobResult result, String name, ActorRef<WorkerMessage> worker)
            implements DispatcherMessage {}

    /** How far a preparation or a training of gates is: said every few seconds while it runs. Nobody answers, and one that is lost does no harm. */
    record JobProgress(JobId job, PreparationStatus status) implements DispatcherMessage {}
}
