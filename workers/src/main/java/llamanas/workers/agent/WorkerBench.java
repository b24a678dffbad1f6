package llamanas.workers.agent;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.StoppedException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Share;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.wire.Job;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a worker's jobs run: a fixed pool of threads, one a slot, around one evaluator. It outlives the actor system: a
 * worker that was cut off from the cluster joins again with its model loaded, its jobs running, and its results kept.
 *
 * <p>Thread-safe.
 */
public final class WorkerBench implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerBench.class);

    private static final int CLOSE_SECONDS = 5;
    private static final String OPENING = "opening the prepared model";

    private final Evaluator evaluator;
    private final int slots;
    private final ExecutorService threads;
    private final Map<JobId, CompletableFuture<JobResult>> jobs = new ConcurrentHashMap<>();
    /** Jobs before all evaluations that run now and say how far they are. */
    private final Map<JobId, StageClock> clocks = new ConcurrentHashMap<>();

    private volatile boolean abandoned;

    /**
     * A bench with nothing on it.
     *
     * @param evaluator closed with this bench
     * @param slots jobs at once
     */
    public WorkerBench(Evaluator evaluator, int slots) {
        this.evaluator = evaluator;
        this.slots = slots;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newFixedThreadPool(slots, task -> {
            Thread thread = new Thread(task, "evaluation-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    int slots() {
        return slots;
    }

    /** Runs a job, unless it is here already. The stage never fails: what goes wrong is a result as well. */
    CompletionStage<JobResult> run(Job job) {
        return jobs.computeIfAbsent(job.id(), id -> CompletableFuture.supplyAsync(() -> perform(job), threads));
    }

    /** All jobs that run, wait for a thread, or have ended and are not forgotten yet. */
    Map<JobId, CompletionStage<JobResult>> jobs() {
        return Map.copyOf(jobs);
    }

    List<JobId> ids() {
        return List.copyOf(jobs.keySet());
    }

    boolean has(JobId job) {
        return jobs.containsKey(job);
    }

    /**
     * How far the jobs are that run now and have said so.
     *
     * @param worker the name of the worker, for people
     */
    Map<JobId, PreparationStatus> progress(String worker) {
        Map<JobId, PreparationStatus> progress = new HashMap<>();
        clocks.forEach((job, clock) -> {
            PreparationStatus status = clock.status(worker);
            if (status != null) {
                progress.put(job, status);
            }
        });
        return progress;
    }

    /** The result of a job is safe elsewhere. */
    void forget(JobId job) {
        jobs.remove(job);
    }

    /**
     * Nothing that a job throws may kill the worker or leave the coordinator without an answer; an OutOfMemoryError is about
     * this candidate on this device, and the next one may well fit.
     */
    private JobResult perform(Job job) {
        try {
            return result(job);
        } catch (InvalidInputException e) {
            return refused(job, String.valueOf(e.getMessage()));
        } catch (StoppedException e) {
            LOG.info("Job {} {}", job.id(), e.getMessage());
            return failed(String.valueOf(e.getMessage()));
        } catch (Throwable e) {
            LOG.error("Job {} failed", job.id(), e);
            return failed(e.getClass().getName() + ": " + e.getMessage());
        }
    }

    private JobResult result(Job job) {
        @Nullable Architecture architecture = job.architecture();
        return switch (job.id().kind()) {
            case INSPECT -> new JobResult.Inspected(evaluator.inspect(job.spec()));
            case DEVICE -> timed(job, clock -> new JobResult.DeviceTimed(evaluator.timeDevice(job.spec(), clock)));
            case PREPARE -> prepared(job);
            case GATES -> timed(job, clock -> new JobResult.GatesTrained(evaluator.trainGates(job.spec(), clock)));
            case SINGLE_CHANGES ->
                timed(
                        job,
                        clock ->
                                new JobResult.SingleChangesMeasured(evaluator.measureSingleChanges(job.spec(), clock)));
            case SEARCH -> new JobResult.Evaluated(searched(job, needed(architecture)));
            case REPORT -> new JobResult.Evaluated(evaluator.evaluate(job.spec(), needed(architecture), Phase.REPORT));
        };
    }

    private EvaluationOutcome searched(Job job, Architecture architecture) {
        @Nullable Share share = job.share();
        return share == null
                ? evaluator.evaluate(job.spec(), architecture, Phase.SEARCH)
                : evaluator.evaluate(job.spec(), architecture, share);
    }

    /** Prepares the model and looks at it as the search will see it. */
    private JobResult prepared(Job job) {
        return timed(job, clock -> {
            Preparation preparation = evaluator.prepare(job.spec(), clock);
            clock.accept(new PrepareProgress(OPENING, 0, 1, Double.NaN));
            return new JobResult.Prepared(
                    preparation, evaluator.inspect(job.spec().on(preparation.model())));
        });
    }

    /** Work that says how far it is. */
    private JobResult timed(Job job, Function<StageClock, JobResult> work) {
        StageClock clock = new StageClock(System::nanoTime);
        clocks.put(job.id(), clock);
        try {
            return work.apply(clock);
        } finally {
            clocks.remove(job.id());
        }
    }

    private static Architecture needed(@Nullable Architecture architecture) {
        if (architecture == null) {
            throw new IllegalArgumentException("an evaluation without an architecture");
        }
        return architecture;
    }

    private static JobResult refused(Job job, String message) {
        return switch (job.id().kind()) {
            case INSPECT, DEVICE, PREPARE, GATES, SINGLE_CHANGES -> new JobResult.Refused(message);
            case SEARCH, REPORT -> new JobResult.Evaluated(new EvaluationOutcome.Infeasible(message));
        };
    }

    private static JobResult failed(String reason) {
        return new JobResult.Evaluated(new EvaluationOutcome.Failed(reason));
    }

    /**
     * Drops what waits, gives what runs a moment to end, and closes the evaluator. A native call that goes on for longer is
     * abandoned, and the evaluator with it: to free weights that it still reads would crash the process.
     */
    @Override
    public void close() {
        threads.shutdownNow();
        if (awaitEnd()) {
            evaluator.close();
        } else {
            abandoned = true;
            LOG.info("Evaluations still run; their memory is freed when the process ends");
        }
    }

    /** Whether native work still ran when this was closed: PyTorch must not be unloaded under it. */
    public boolean abandoned() {
        return abandoned;
    }

    private boolean awaitEnd() {
        try {
            return threads.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
