package llamanas.engine.app;

import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import akka.cluster.typed.JoinSeedNodes;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import llamanas.config.Settings;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.coordinator.Archive;
import llamanas.engine.coordinator.Coordinators;
import llamanas.engine.coordinator.JournalState;
import llamanas.engine.coordinator.ProblemBrain;
import llamanas.engine.coordinator.RecoveryMarks;
import llamanas.engine.coordinator.ResultWriter;
import llamanas.engine.coordinator.SearchBrain;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.store.ArchiveTable;
import llamanas.engine.store.JournalDatabase;
import llamanas.engine.store.RecoveryFolder;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.wire.WorkerNames;
import llamanas.workers.agent.Evaluator;
import llamanas.workers.agent.WorkerAgent;
import llamanas.workers.agent.WorkerBench;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running node: coordinator, worker, or both in one process.
 *
 * <p>A worker that loses the coordinator for long ends its actor system (the split brain resolver's decision), and starts a
 * new one in the same process, which joins as soon as there is a coordinator again; what its {@link WorkerBench} holds -
 * the loaded model, running jobs, unrecorded results - stays. A coordinator never does that: where its actor system ends,
 * {@link #terminated} completes.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final int RESTART_DELAY_SECONDS = 2;
    private static final int CLOSE_SECONDS = 30;

    private final Settings settings;
    private final NodeRole role;
    private final Config config;
    private final SearchBrain.Factory brains;
    private final ResultWriter results;
    private final Optional<JournalDatabase> journal;
    private final Optional<WorkerBench> bench;
    private final CompletableFuture<Void> terminated = new CompletableFuture<>();

    private @Nullable ActorSystem<Void> system;
    private @Nullable SearchService searches;
    private boolean closing;
    /** Why the node has to end, where it was not asked to. */
    private @Nullable String failure;

    private Node(
            Settings settings,
            NodeRole role,
            Config overrides,
            Supplier<Evaluator> evaluator,
            SearchBrain.Factory brains,
            ResultWriter results) {
        this.settings = settings;
        this.role = role;
        this.brains = brains;
        this.results = results;
        this.journal = role.coordinates() ? Optional.of(JournalDatabase.open(settings)) : Optional.empty();
        this.bench = role.works() ? Optional.of(bench(evaluator)) : Optional.empty();
        this.config = overrides
                .withFallback(journal.map(JournalDatabase::akkaConfig).orElseGet(ConfigFactory::empty))
                .withFallback(NodeConfig.akka(settings, role));
    }

    private WorkerBench bench(Supplier<Evaluator> evaluator) {
        try {
            return new WorkerBench(evaluator.get(), settings.worker().slots());
        } catch (RuntimeException e) {
            journal.ifPresent(JournalDatabase::close);
            throw e;
        }
    }

    /**
     * Starts a node.
     *
     * @param evaluator asked for once, and only on a node that works; closed with the node
     * @param results where finished searches are saved, on a node that coordinates
     * @throws InvalidInputException where the data folder or the cluster's port is in use, or a setting can't be right
     */
    public static Node start(Settings settings, NodeRole role, Supplier<Evaluator> evaluator, ResultWriter results) {
        return start(settings, role, evaluator, results, ConfigFactory.empty());
    }

    static Node start(
            Settings settings, NodeRole role, Supplier<Evaluator> evaluator, ResultWriter results, Config overrides) {
        return started(new Node(settings, role, overrides, evaluator, ProblemBrain::new, results));
    }

    /** A node with everything that a node has, whose searches think with other brains. */
    static Node startWith(
            SearchBrain.Factory brains, Settings settings, Supplier<Evaluator> evaluator, ResultWriter results) {
        return started(new Node(settings, NodeRole.ALL, ConfigFactory.empty(), evaluator, brains, results));
    }

    private static Node started(Node node) {
        try {
            node.startSystem();
        } catch (RuntimeException e) {
            node.release();
            throw e;
        }
        node.journal.ifPresent(journal -> journal.watch(node::fail));
        return node;
    }

    private synchronized void startSystem() {
        if (closing) {
            return;
        }
        checkPort();
        CompletableFuture<Optional<SearchService>> started = new CompletableFuture<>();
        ActorSystem<Void> next = createSystem(started);
        system = next;
        next.getWhenTerminated().whenCompleteAsync((done, problem) -> ended());
        searches = started.join().orElse(null);
        join(Cluster.get(next));
    }

    private ActorSystem<Void> createSystem(CompletableFuture<Optional<SearchService>> started) {
        return ActorSystem.create(guardian(started), NodeConfig.SYSTEM, config);
    }

    /** Akka would find out as well, but with a stack trace of its own on the console. */
    private void checkPort() {
        String host = settings.cluster().host();
        int port = settings.cluster().port();
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (UnknownHostException e) {
            throw new InvalidInputException(
                    "cluster.host " + host + " is not known; expected a name or address of this machine", e);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cluster port " + host + ":" + port + " can't be opened (" + e.getMessage()
                            + "); stop the process that has it, or set cluster.host to an address of this machine"
                            + " and cluster.port to another port (0 picks a free one)",
                    e);
        }
    }

    private Behavior<Void> guardian(CompletableFuture<Optional<SearchService>> started) {
        return Behaviors.setup(context -> {
            bench.ifPresent(found -> startWorker(context, found));
            started.complete(
                    role.coordinates()
                            ? Optional.of(Coordinators.start(
                                    context, brains, results, archive(), journalState(), marks(), Clock.systemUTC()))
                            : Optional.empty());
            return Behaviors.empty();
        });
    }

    private JournalState journalState() {
        return journal.<JournalState>map(found -> found).orElse(JournalState.FINE);
    }

    private RecoveryMarks marks() {
        return new RecoveryFolder(settings.data().resolve("recovering"));
    }

    private Archive archive() {
        return journal.<Archive>map(ArchiveTable::new).orElse(Archive.NONE);
    }

    private void startWorker(ActorContext<Void> context, WorkerBench found) {
        String unique = UUID.randomUUID().toString().substring(0, 8);
        String name = role.coordinates() ? WorkerNames.local(unique) : WorkerNames.remote(unique);
        Behavior<WorkerAgent.Command> agent =
                WorkerAgent.create(name, settings.worker().device(), found);
        context.spawn(
                Behaviors.supervise(agent).onFailure(RuntimeException.class, SupervisorStrategy.restart()), "worker");
    }

    private void join(Cluster cluster) {
        if (role.coordinates()) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        } else {
            cluster.manager().tell(new JoinSeedNodes(List.of(NodeConfig.seed(settings))));
        }
    }

    /** The actor system has ended, for whatever reason. */
    private synchronized void ended() {
        if (closing || role.coordinates()) {
            if (!closing && failure == null) {
                failure =
                        "the coordinator has ended by itself; the log in " + Logs.folder(settings.data()) + " says why";
            }
            release();
        } else {
            LOG.warn(
                    "Cut off from the coordinator at {}; joining again",
                    settings.cluster().join());
            restartLater();
        }
    }

    private void restartLater() {
        Executor later = CompletableFuture.delayedExecutor(RESTART_DELAY_SECONDS, TimeUnit.SECONDS);
        later.execute(this::restart);
    }

    /** The port may take a moment to fall free; there is nobody to tell, so it is tried until it works. */
    private void restart() {
        try {
            startSystem();
        } catch (RuntimeException e) {
            LOG.warn("The worker could not start again: {}", e.getMessage());
            restartLater();
        }
    }

    private synchronized void release() {
        closing = true;
        bench.ifPresent(WorkerBench::close);
        journal.ifPresent(JournalDatabase::close);
        if (failure == null) {
            terminated.complete(null);
        } else {
            terminated.completeExceptionally(new CommandFailure(failure));
        }
    }

    /** Ends the node: it can't go on. */
    private void fail(String why) {
        synchronized (this) {
            if (closing) {
                return;
            }
            failure = why;
        }
        LOG.error("This node ends: {}", why);
        stopSystem();
    }

    /** Present on a node that coordinates. */
    public synchronized Optional<SearchService> searches() {
        return Optional.ofNullable(searches);
    }

    /** Completes when the node is closed; with a {@link CommandFailure} that says why, where it has ended by itself. */
    public CompletionStage<Void> terminated() {
        return terminated.minimalCompletionStage();
    }

    /** The running actor system. On a worker it is another one after a loss of the coordinator. */
    synchronized ActorSystem<?> system() {
        return Objects.requireNonNull(system, "the node has not started");
    }

    /** {@code host:port} of this node in the cluster. */
    public synchronized String address() {
        return system == null ? "" : system.address().hostPort();
    }

    /** Leaves the cluster, and returns when all is closed. */
    @Override
    public void close() {
        stopSystem();
        try {
            terminated.get(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            LOG.info("The node had ended before it was closed", e);
        } catch (TimeoutException e) {
            LOG.warn("The node did not end within {} s", CLOSE_SECONDS, e);
        }
    }

    /** Whether a closed node left native work behind that nobody can stop. */
    boolean abandonedWork() {
        return bench.map(WorkerBench::abandoned).orElse(false);
    }

    private synchronized void stopSystem() {
        closing = true;
        journal.ifPresent(JournalDatabase::stopWaiting);
        ActorSystem<Void> running = system;
        if (running == null || running.whenTerminated().isCompleted()) {
            release();
        } else {
            running.terminate();
        }
    }
}
