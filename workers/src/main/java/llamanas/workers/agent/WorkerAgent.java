package llamanas.workers.agent;

import ai.djl.Device;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import llamanas.workers.llama.Dtype;

/**
 * A worker: finds the dispatcher, says every two seconds what it has and that it is there, runs what it is given on its
 * {@link WorkerBench}, and reports each result again and again until it is recorded, and how far a preparation is while it
 * runs. It needs no dispatcher to go on working, and keeps its results for the next one.
 */
public final class WorkerAgent extends AbstractBehavior<WorkerAgent.Command> {
    /** What this actor understands. */
    public sealed interface Command {}

    private record FromDispatcher(WorkerMessage message) implements Command {}

    private record Dispatchers(Set<ActorRef<DispatcherMessage>> refs) implements Command {}

    private record Ended(JobId job, JobResult result) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    private static final Duration REPEAT = Duration.ofSeconds(2);

    private final String name;
    private final String device;
    private final List<String> dtypes;
    private final WorkerBench bench;
    private final ActorRef<WorkerMessage> self;
    private final Map<JobId, JobResult> unrecorded = new LinkedHashMap<>();

    private Set<ActorRef<DispatcherMessage>> dispatchers = Set.of();

    private WorkerAgent(ActorContext<Command> context, String name, String device, WorkerBench bench) {
        super(context);
        this.name = name;
        this.device = device;
        this.dtypes = dtypes(DeviceName.parse(device));
        this.bench = bench;
        this.self = context.messageAdapter(WorkerMessage.class, FromDispatcher::new);
        bench.jobs().forEach(this::follow);
        ActorRef<Receptionist.Listing> listings = context.messageAdapter(
                Receptionist.Listing.class,
                listing -> new Dispatchers(listing.getServiceInstances(DispatcherMessage.SERVICE_KEY)));
        context.getSystem().receptionist().tell(Receptionist.subscribe(DispatcherMessage.SERVICE_KEY, listings));
    }

    /**
     * A worker's behavior.
     *
     * @param name unique in the cluster, and new with every start
     * @param device for people to see
     * @param bench may hold jobs of an earlier agent; this one takes them over
     */
    public static Behavior<Command> create(String name, String device, WorkerBench bench) {
        return Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(Tick.TICK, REPEAT);
            return Behaviors.setup(context -> new WorkerAgent(context, name, device, bench));
        });
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromDispatcher.class, this::fromDispatcher)
                .onMessage(Dispatchers.class, this::found)
                .onMessage(Ended.class, this::ended)
                .onMessage(Tick.class, tick -> repeat())
                .build();
    }

    private Behavior<Command> fromDispatcher(FromDispatcher from) {
        if (from.message() instanceof WorkerMessage.RunJob run) {
            run(run.job());
        } else if (from.message() instanceof WorkerMessage.ResultRecorded recorded) {
            bench.forget(recorded.job());
            unrecorded.remove(recorded.job());
            sayReady();
        }
        return this;
    }

    private void run(Job job) {
        if (!bench.has(job.id())) {
            follow(job.id(), bench.run(job));
        }
    }

    private void follow(JobId job, CompletionStage<JobResult> result) {
        getContext()
                .pipeToSelf(
                        result,
                        (value, problem) -> new Ended(
                                job,
                                problem == null
                                        ? value
                                        : new JobResult.Evaluated(
                                                new EvaluationOutcome.Failed(String.valueOf(problem)))));
    }

    private Behavior<Command> ended(Ended ended) {
        unrecorded.put(ended.job(), ended.result());
        report(ended.job(), ended.result());
        return this;
    }

    private Behavior<Command> found(Dispatchers found) {
        dispatchers = found.refs();
        return repeat();
    }

    private Behavior<Command> repeat() {
        sayReady();
        unrecorded.forEach(this::report);
        bench.progress(name).forEach((job, status) -> tell(new DispatcherMessage.JobProgress(job, status)));
        return this;
    }

    private static List<String> dtypes(Device device) {
        return Arrays.stream(Dtype.values())
                .filter(dtype -> dtype.isMultipliedBy(device))
                .map(Dtype::label)
                .toList();
    }

    private void sayReady() {
        tell(new DispatcherMessage.WorkerReady(name, device, bench.slots(), bench.ids(), self, dtypes));
    }

    private void report(JobId job, JobResult result) {
        tell(new DispatcherMessage.JobFinished(job, result, name, self));
    }

    /** There is one dispatcher at most, except for moments in which an old one is not yet known to be gone. */
    private void tell(DispatcherMessage message) {
        dispatchers.forEach(dispatcher -> dispatcher.tell(message));
    }
}
