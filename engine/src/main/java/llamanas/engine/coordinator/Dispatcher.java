package llamanas.engine.coordinator;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import llamanas.protocol.wire.DispatcherMessage;
import llamanas.protocol.wire.DispatcherMessage.JobFinished;
import llamanas.protocol.wire.DispatcherMessage.JobProgress;
import llamanas.protocol.wire.DispatcherMessage.WorkerReady;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
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
final class Dispatcher extends AbstractBehavior<DispatcherCommand> {
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

    private final TimerScheduler<DispatcherCommand> timers;
    private final Patience patience;
    private final String address;
    private final Roster roster = new Roster();
    private final Demands demands = new Demands();
    private final Inspections inspections = new Inspections();
    /** Jobs that may still be running on a worker that has not come back yet. */
    private final Map<JobId, String> awaited = new HashMap<>();

    private Optional<ActorRef<Catalogue.Command>> catalogue = Optional.empty();

    private Dispatcher(
            ActorContext<DispatcherCommand> context, TimerScheduler<DispatcherCommand> timers, Patience patience) {
        super(context);
        this.timers = timers;
        this.patience = patience;
        this.address = context.getSystem().address().hostPort();
        timers.startTimerWithFixedDelay(DispatcherCommand.Tick.TICK, TICK_INTERVAL);
        ActorRef<DispatcherMessage> workers =
                context.messageAdapter(DispatcherMessage.class, DispatcherCommand.FromWorker::new);
        context.getSystem().receptionist().tell(Receptionist.register(DispatcherMessage.SERVICE_KEY, workers));
    }

    static Behavior<DispatcherCommand> create(Patience patience) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> new Dispatcher(context, timers, patience)));
    }

    @Override
    public Receive<DispatcherCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(DispatcherCommand.FromWorker.class, this::fromWorker)
                .onMessage(DispatcherCommand.Attached.class, this::attached)
                .onMessage(DispatcherCommand.Attach.class, this::attach)
                .onMessage(DispatcherCommand.Demand.class, this::demand)
                .onMessage(DispatcherCommand.Run.class, this::run)
                .onMessage(DispatcherCommand.Decline.class, this::decline)
                .onMessage(DispatcherCommand.Recorded.class, this::recorded)
                .onMessage(DispatcherCommand.Inspect.class, this::inspect)
                .onMessage(DispatcherCommand.Workers.class, this::workers)
                .onMessage(DispatcherCommand.WorkerGone.class, this::workerGone)
                .onMessage(DispatcherCommand.InspectionDue.class, this::inspectionDue)
                .onMessage(DispatcherCommand.GraceOver.class, this::graceOver)
                .onMessage(DispatcherCommand.Tick.class, this::tick)
                .build();
    }

    private Behavior<DispatcherCommand> attached(DispatcherCommand.Attached message) {
        catalogue = Optional.of(message.catalogue());
        return this;
    }

    private Behavior<DispatcherCommand> fromWorker(DispatcherCommand.FromWorker from) {
        if (from.message() instanceof WorkerReady ready) {
            ready(ready);
        } else if (from.message() instanceof JobFinished finished) {
            finished(finished);
        } else if (from.message() instanceof JobProgress progress) {
            tellSearch(progress.job().search(), new SearchCommand.JobProgressed(progress.job(), progress.status()));
            return this;
        }
        return offerSlots();
    }

    private void ready(WorkerReady ready) {
        WorkerEntry worker = roster.find(ready.name()).orElseGet(() -> join(ready));
        worker.heard(ready.running()).forEach(job -> worker.ref().tell(new WorkerMessage.RunJob(job)));
        worker.dropVanished(ready.running())
                .forEach(job -> tellSearch(job.search(), new SearchCommand.JobLost(job, worker.name(), false)));
        ready.running().stream().filter(job -> !worker.has(job)).forEach(job -> observed(job, worker));
        List<JobId> neverArrived = awaited.entrySet().stream()
                .filter(entry -> entry.getValue().equals(ready.name()))
                .map(Map.Entry::getKey)
                .toList();
        neverArrived.forEach(job -> graceOver(new DispatcherCommand.GraceOver(job, ready.name())));
    }

    private WorkerEntry join(WorkerReady ready) {
        getContext()
                .getLog()
                .info(
                        "Worker {} joined with {} slots; it computes in {}",
                        ready.name(),
                        ready.slots(),
                        ready.dtypes() == null ? "what it is told" : ready.dtypes());
        getContext().watchWith(ready.worker(), new DispatcherCommand.WorkerGone(ready.name()));
        WorkerEntry worker = new WorkerEntry(ready);
        roster.add(worker);
        return worker;
    }

    /** A worker has a job that was not given to it by this dispatcher. */
    private void observed(JobId job, WorkerEntry worker) {
        Optional<WorkerEntry> other = roster.holder(job);
        worker.adopt(job);
        awaited.remove(job);
        if (other.isEmpty()) {
            tellSearch(job.search(), new SearchCommand.JobObserved(job, worker.name()));
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
        SearchCommand.JobEnded ended =
                new SearchCommand.JobEnded(job, finished.result(), finished.name(), finished.worker());
        Optional<ActorRef<SearchCommand>> coordinator = demands.coordinator(job.search());
        coordinator.ifPresentOrElse(
                ref -> ref.tell(ended), () -> catalogue.ifPresent(all -> all.tell(new Catalogue.StrayResult(ended))));
    }

    private void free(JobId job, String name, ActorRef<WorkerMessage> worker) {
        roster.find(name).ifPresent(entry -> entry.drop(job));
        worker.tell(new WorkerMessage.ResultRecorded(job));
    }

    private Behavior<DispatcherCommand> recorded(DispatcherCommand.Recorded message) {
        free(message.job(), message.name(), message.worker());
        return offerSlots();
    }

    private Behavior<DispatcherCommand> attach(DispatcherCommand.Attach attach) {
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
                    new SearchCommand.JobObserved(job, holder.get().name()));
        } else if (roster.find(worker).isPresent() || WorkerNames.isLocal(worker)) {
            // Never sent, or the worker's process ended with the coordinator's: nobody has it.
            tellSearch(job.search(), new SearchCommand.JobLost(job, worker, false));
        } else {
            awaited.put(job, worker);
            timers.startSingleTimer(job, new DispatcherCommand.GraceOver(job, worker), patience.rejoin());
        }
    }

    private Behavior<DispatcherCommand> graceOver(DispatcherCommand.GraceOver over) {
        if (awaited.remove(over.job(), over.worker())) {
            tellSearch(over.job().search(), new SearchCommand.JobLost(over.job(), over.worker(), false));
        }
        return this;
    }

    private Behavior<DispatcherCommand> demand(DispatcherCommand.Demand demand) {
        demands.want(demand.search(), demand.jobs(), demand.computedIn());
        return offerSlots();
    }

    private Behavior<DispatcherCommand> run(DispatcherCommand.Run run) {
        demands.answered(run.job().id().search());
        Optional<WorkerEntry> worker = roster.find(run.worker());
        if (worker.isPresent()) {
            worker.get().offerAnswered(run.job().id().search());
            give(run.job(), worker.get());
        } else {
            tellSearch(
                    run.job().id().search(), new SearchCommand.JobLost(run.job().id(), run.worker(), false));
        }
        return offerSlots();
    }

    private static void give(Job job, WorkerEntry worker) {
        worker.give(job);
        worker.ref().tell(new WorkerMessage.RunJob(job));
    }

    private Behavior<DispatcherCommand> decline(DispatcherCommand.Decline decline) {
        demands.answered(decline.search());
        roster.find(decline.worker()).ifPresent(worker -> worker.offerAnswered(decline.search()));
        return offerSlots();
    }

    private Behavior<DispatcherCommand> workerGone(DispatcherCommand.WorkerGone gone) {
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
                    job.search(), new SearchCommand.JobObserved(job, heir.get().name()));
        } else {
            tellSearch(job.search(), new SearchCommand.JobLost(job, worker.name(), true));
        }
    }

    private Behavior<DispatcherCommand> inspect(DispatcherCommand.Inspect inspect) {
        Job job = new Job(new JobId(inspect.search(), JobId.Kind.INSPECT, 0), inspect.spec(), null);
        inspections.ask(job, inspect.replyTo());
        timers.startSingleTimer(job.id(), new DispatcherCommand.InspectionDue(job.id()), patience.firstWorker());
        return offerSlots();
    }

    private Behavior<DispatcherCommand> inspectionDue(DispatcherCommand.InspectionDue due) {
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

    private Behavior<DispatcherCommand> workers(DispatcherCommand.Workers question) {
        question.replyTo().tell(roster.rows(address));
        return this;
    }

    private Behavior<DispatcherCommand> tick(DispatcherCommand.Tick tick) {
        roster.all().forEach(WorkerEntry::tick);
        return offerSlots();
    }

    private Behavior<DispatcherCommand> offerSlots() {
        boolean offered = true;
        while (offered) {
            offered = roster.idle().stream().anyMatch(this::offer);
        }
        return this;
    }

    private boolean offer(WorkerEntry worker) {
        Optional<Job> inspection = inspections.take();
        if (inspection.isPresent()) {
            give(inspection.get(), worker);
            return true;
        }
        Optional<Demands.Search> search = demands.next(worker);
        search.ifPresent(next -> {
            worker.offered(next.id());
            next.coordinator().tell(new SearchCommand.SlotOffered(worker.name()));
        });
        return search.isPresent();
    }

    private void tellSearch(String search, SearchCommand message) {
        demands.coordinator(search).ifPresent(coordinator -> coordinator.tell(message));
    }
}
