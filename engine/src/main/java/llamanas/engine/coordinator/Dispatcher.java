package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.pattern.StatusReply;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.DispatcherMessage.JobFinished;
import llamanas.protocol.wire.DispatcherMessage.WorkerReady;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import llamanas.protocol.wire.WorkerMessage;
import llamanas.protocol.wire.WorkerNames;

/**
 * Between the searches and the workers; all traffic between them goes through here, so that workers outlive searches and
 * the other way round. It has no queue of jobs: it offers a free slot to a search that has said that it wants one, and the
 * search, which knows what is pending, answers with a job once that job's start is in the journal. So nothing is lost
 * with this actor, and the order in which searches are served is fair whatever they want.
 *
 * <p>A job's place is freed only when its result is recorded, or when its worker is gone.
 */
final class Dispatcher extends AbstractBehavior<Dispatcher.Command> {
    sealed interface Command {}

    /** From a worker. */
    record FromWorker(DispatcherMessage message) implements Command {}

    record Attached(ActorRef<Catalogue.Command> catalogue) implements Command {}

    /**
     * A coordinator has started.
     *
     * @param running what it believes that workers have, with their names
     */
    record Attach(String search, ActorRef<SearchCoordinator.Command> coordinator, Map<JobId, String> running)
            implements Command {
        Attach {
            running = Map.copyOf(running);
        }
    }

    record Demand(String search, int jobs) implements Command {}

    /** Answers an offer: this job's start is in the journal. */
    record Run(Job job, String worker) implements Command {}

    /** Answers an offer: nothing to do. */
    record Decline(String search, String worker) implements Command {}

    /** The result is in the journal, or not wanted. */
    record Recorded(JobId job, String name, ActorRef<WorkerMessage> worker) implements Command {}

    record Inspect(String search, SearchSpec spec, ActorRef<StatusReply<JobResult>> replyTo) implements Command {}

    record Workers(ActorRef<List<WorkerRow>> replyTo) implements Command {}

    private record WorkerGone(String name) implements Command {}

    private record InspectionDue(JobId job) implements Command {}

    /** Nobody has seen the worker of a job that was given out before the coordinator was restarted. */
    private record GraceOver(JobId job, String worker) implements Command {}

    private enum Tick implements Command {
        TICK
    }

    /**
     * How long to wait for workers.
     *
     * @param firstWorker an inspection, for any worker to join
     * @param rejoin a job that was running when the coordinator stopped, for its worker to come back
     */
    record Patience(Duration firstWorker, Duration rejoin) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(20), Duration.ofSeconds(45));
    }

    private static final Duration TICK_INTERVAL = Duration.ofSeconds(2);

    private final TimerScheduler<Command> timers;
    private final Patience patience;
    private final String address;
    private final Roster roster = new Roster();
    private final Demands demands = new Demands();
    private final Inspections inspections = new Inspections();
    /** Jobs that may still be running on a worker that has not come back yet. */
    private final Map<JobId, String> awaited = new HashMap<>();

    private Optional<ActorRef<Catalogue.Command>> catalogue = Optional.empty();

    private Dispatcher(ActorContext<Command> context, TimerScheduler<Command> timers, Patience patience) {
        super(context);
        this.timers = timers;
        this.patience = patience;
        this.address = context.getSystem().address().hostPort();
        timers.startTimerWithFixedDelay(Tick.TICK, TICK_INTERVAL);
        ActorRef<DispatcherMessage> workers = context.messageAdapter(DispatcherMessage.class, FromWorker::new);
        context.getSystem().receptionist().tell(Receptionist.register(DispatcherMessage.SERVICE_KEY, workers));
    }

    static Behavior<Command> create(Patience patience) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Dispatcher(context, timers, patience)));
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder()
                .onMessage(FromWorker.class, this::fromWorker)
                .onMessage(Attached.class, this::attached)
                .onMessage(Attach.class, this::attach)
                .onMessage(Demand.class, this::demand)
                .onMessage(Run.class, this::run)
                .onMessage(Decline.class, this::decline)
                .onMessage(Recorded.class, this::recorded)
                .onMessage(Inspect.class, this::inspect)
                .onMessage(Workers.class, this::workers)
                .onMessage(WorkerGone.class, this::workerGone)
                .onMessage(InspectionDue.class, this::inspectionDue)
                .onMessage(GraceOver.class, this::graceOver)
                .onMessage(Tick.class, this::tick)
                .build();
    }

    private Behavior<Command> attached(Attached message) {
        catalogue = Optional.of(message.catalogue());
        return this;
    }

    private Behavior<Command> fromWorker(FromWorker from) {
        if (from.message() instanceof WorkerReady ready) {
            ready(ready);
        } else if (from.message() instanceof JobFinished finished) {
            finished(finished);
        }
        return offerSlots();
    }

    private void ready(WorkerReady ready) {
        WorkerEntry worker = roster.find(ready.name()).orElseGet(() -> join(ready));
        worker.heard(ready.running()).forEach(job -> worker.ref().tell(new WorkerMessage.RunJob(job)));
        worker.dropVanished(ready.running())
                .forEach(job -> tellSearch(job.search(), new SearchCoordinator.JobLost(job, worker.name(), false)));
        ready.running().stream().filter(job -> !worker.has(job)).forEach(job -> observed(job, worker));
        List<JobId> neverArrived = awaited.entrySet().stream()
                .filter(entry -> entry.getValue().equals(ready.name()))
                .map(Map.Entry::getKey)
                .toList();
        neverArrived.forEach(job -> graceOver(new GraceOver(job, ready.name())));
    }

    private WorkerEntry join(WorkerReady ready) {
        getContext().getLog().info("Worker {} joined with {} slots", ready.name(), ready.slots());
        getContext().watchWith(ready.worker(), new WorkerGone(ready.name()));
        WorkerEntry worker = new WorkerEntry(ready.name(), ready.device(), ready.slots(), ready.worker());
        roster.add(worker);
        return worker;
    }

    /** A worker has a job that was not given to it by this dispatcher. */
    private void observed(JobId job, WorkerEntry worker) {
        Optional<WorkerEntry> other = roster.holder(job);
        worker.adopt(job);
        awaited.remove(job);
        if (other.isEmpty()) {
            tellSearch(job.search(), new SearchCoordinator.JobObserved(job, worker.name()));
        }
    }

    private void finished(JobFinished finished) {
        JobId job = finished.job();
        if (job.kind() == JobId.Kind.INSPECT) {
            inspections.finished(job, finished.result());
            free(job, finished.name(), finished.worker());
            return;
        }
        awaited.remove(job);
        SearchCoordinator.JobEnded ended =
                new SearchCoordinator.JobEnded(job, finished.result(), finished.name(), finished.worker());
        Optional<ActorRef<SearchCoordinator.Command>> coordinator = demands.coordinator(job.search());
        coordinator.ifPresentOrElse(
                ref -> ref.tell(ended), () -> catalogue.ifPresent(all -> all.tell(new Catalogue.StrayResult(ended))));
    }

    private void free(JobId job, String name, ActorRef<WorkerMessage> worker) {
        roster.find(name).ifPresent(entry -> entry.drop(job));
        worker.tell(new WorkerMessage.ResultRecorded(job));
    }

    private Behavior<Command> recorded(Recorded message) {
        free(message.job(), message.name(), message.worker());
        return offerSlots();
    }

    private Behavior<Command> attach(Attach attach) {
        demands.attach(attach.search(), attach.coordinator());
        roster.all().forEach(worker -> worker.offersForgotten(attach.search()));
        attach.running().forEach(this::reclaim);
        return this;
    }

    /** A coordinator believes that a worker has a job: is it so? */
    private void reclaim(JobId job, String worker) {
        Optional<WorkerEntry> holder = roster.holder(job);
        if (holder.isPresent()) {
            tellSearch(
                    job.search(),
                    new SearchCoordinator.JobObserved(job, holder.get().name()));
        } else if (roster.find(worker).isPresent() || WorkerNames.isLocal(worker)) {
            // Never sent, or the worker's process ended with the coordinator's: nobody has it.
            tellSearch(job.search(), new SearchCoordinator.JobLost(job, worker, false));
        } else {
            awaited.put(job, worker);
            timers.startSingleTimer(job, new GraceOver(job, worker), patience.rejoin());
        }
    }

    private Behavior<Command> graceOver(GraceOver over) {
        if (awaited.remove(over.job(), over.worker())) {
            tellSearch(over.job().search(), new SearchCoordinator.JobLost(over.job(), over.worker(), false));
        }
        return this;
    }

    private Behavior<Command> demand(Demand demand) {
        demands.want(demand.search(), demand.jobs());
        return offerSlots();
    }

    private Behavior<Command> run(Run run) {
        demands.answered(run.job().id().search());
        Optional<WorkerEntry> worker = roster.find(run.worker());
        if (worker.isPresent()) {
            worker.get().offerAnswered(run.job().id().search());
            give(run.job(), worker.get());
        } else {
            tellSearch(
                    run.job().id().search(),
                    new SearchCoordinator.JobLost(run.job().id(), run.worker(), false));
        }
        return offerSlots();
    }

    private static void give(Job job, WorkerEntry worker) {
        worker.give(job);
        worker.ref().tell(new WorkerMessage.RunJob(job));
    }

    private Behavior<Command> decline(Decline decline) {
        demands.answered(decline.search());
        roster.find(decline.worker()).ifPresent(worker -> worker.offerAnswered(decline.search()));
        return offerSlots();
    }

    private Behavior<Command> workerGone(WorkerGone gone) {
        getContext().getLog().info("Worker {} is gone", gone.name());
        roster.remove(gone.name()).ifPresent(worker -> worker.jobs().keySet().forEach(job -> lost(job, worker)));
        return offerSlots();
    }

    /** A worker that restarted under a new name may have brought the job along. */
    private void lost(JobId job, WorkerEntry worker) {
        Optional<WorkerEntry> heir = roster.holder(job);
        if (job.kind() == JobId.Kind.INSPECT) {
            inspections.lost(job);
        } else if (heir.isPresent()) {
            tellSearch(
                    job.search(),
                    new SearchCoordinator.JobObserved(job, heir.get().name()));
        } else {
            tellSearch(job.search(), new SearchCoordinator.JobLost(job, worker.name(), true));
        }
    }

    private Behavior<Command> inspect(Inspect inspect) {
        Job job = new Job(new JobId(inspect.search(), JobId.Kind.INSPECT, 0), inspect.spec(), null);
        inspections.ask(job, inspect.replyTo());
        timers.startSingleTimer(job.id(), new InspectionDue(job.id()), patience.firstWorker());
        return offerSlots();
    }

    private Behavior<Command> inspectionDue(InspectionDue due) {
        if (!roster.isEmpty() && inspections.isWaiting(due.job())) {
            timers.startSingleTimer(due.job(), due, patience.firstWorker());
        } else if (roster.isEmpty()) {
            String message =
                    "no worker has joined within " + patience.firstWorker().toSeconds()
                            + " s; start one with './llama-nas node --role worker', configured to join " + address;
            inspections.expire(due.job(), new TimeoutException(message));
        }
        return this;
    }

    private Behavior<Command> workers(Workers question) {
        question.replyTo().tell(roster.rows(address));
        return this;
    }

    private Behavior<Command> tick(Tick tick) {
        roster.all().forEach(WorkerEntry::tick);
        return offerSlots();
    }

    private Behavior<Command> offerSlots() {
        Optional<WorkerEntry> worker = roster.idlest();
        while (worker.isPresent() && offer(worker.get())) {
            worker = roster.idlest();
        }
        return this;
    }

    private boolean offer(WorkerEntry worker) {
        Optional<Job> inspection = inspections.take();
        if (inspection.isPresent()) {
            give(inspection.get(), worker);
            return true;
        }
        Optional<Demands.Search> search = demands.next();
        search.ifPresent(next -> {
            worker.offered(next.id());
            next.coordinator().tell(new SearchCoordinator.SlotOffered(worker.name()));
        });
        return search.isPresent();
    }

    private void tellSearch(String search, SearchCoordinator.Command message) {
        demands.coordinator(search).ifPresent(coordinator -> coordinator.tell(message));
    }
}
