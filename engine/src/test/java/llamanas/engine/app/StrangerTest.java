package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.AbstractActor;
import akka.actor.ActorRef;
import akka.actor.ActorSystem;
import akka.actor.ExtendedActorSystem;
import akka.actor.Kill;
import akka.actor.PoisonPill;
import akka.actor.Props;
import com.typesafe.config.ConfigFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.coordinator.event.SearchSnapshot;
import llamanas.engine.remote.Forged;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.wire.DispatcherMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody who reaches the cluster's port and never joined. */
class StrangerTest {
    private static final List<String> ACTORS = List.of(
            "/user",
            "/user/dispatcher",
            "/user/catalogue",
            "/user/worker",
            "/system/clusterReceptionist",
            "/system/cluster");

    @TempDir
    private Path folder;

    private ActorSystem stranger;

    private ActorSystem stranger() {
        return stranger("jackson-json", "AsJacksonJson");
    }

    /** One whose forged messages have the number of a serializer. */
    private ActorSystem stranger(String serializer, String forger) {
        stranger = ActorSystem.create(
                NodeConfig.SYSTEM,
                ConfigFactory.parseString(
                                """
                                akka {
                                  loglevel = ERROR
                                  actor.provider = remote
                                  remote.artery { transport = tcp, canonical { hostname = "127.0.0.1", port = 0 } }
                                  remote.artery.advanced.maximum-frame-size = 4 MiB
                                  actor.serializers.%1$s = "llamanas.engine.remote.Forged$%2$s"
                                  actor.serialization-bindings { "llamanas.engine.remote.Forged" = %1$s }
                                }
                                """
                                        .formatted(serializer, forger))
                        .withFallback(ConfigFactory.defaultReference()));
        return stranger;
    }

    @AfterEach
    void stop() throws Exception {
        // A second end of one that has ended does nothing.
        end(stranger);
    }

    private static void end(ActorSystem system) throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    private void send(String address, Object message) {
        for (String path : ACTORS) {
            String actor = "akka://" + address + path;
            stranger.actorSelection(actor).tell(message, ActorRef.noSender());
            ((ExtendedActorSystem) stranger).provider().resolveActorRef(actor).tell(message, ActorRef.noSender());
        }
    }

    @Test
    void endsNothing() throws Exception {
        int port = freePort();
        try (Node node = Node.start(
                Fixtures.settings(folder, port, port, 2),
                NodeRole.ALL,
                () -> new FakeEvaluator(Fixtures.SPACE, 5),
                results -> {})) {
            stranger();
            send(node.address(), PoisonPill.getInstance());
            send(node.address(), Kill.getInstance());
            finishes(node, "s");
            send(node.address(), PoisonPill.getInstance());
            finishes(node, "t");
        }
    }

    /** Without the settings that the test above is about, the same message ends an actor. */
    @Test
    void wouldEndAnActorThatTrustsHim() throws Exception {
        ActorSystem trusting = stranger();
        ActorRef victim = trusting.actorOf(Props.create(Victim.class), "victim");
        String address =
                ((ExtendedActorSystem) trusting).provider().getDefaultAddress().hostPort();
        ActorSystem sender = stranger();
        try {
            String path = "akka://" + address + "/user/victim";
            ((ExtendedActorSystem) sender)
                    .provider()
                    .resolveActorRef(path)
                    .tell(PoisonPill.getInstance(), ActorRef.noSender());
            long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (!victim.isTerminated()) {
                assertThat(System.nanoTime()).as("in time").isLessThan(end);
                Thread.sleep(20);
            }
        } finally {
            end(trusting);
        }
    }

    /** Does nothing. */
    static final class Victim extends AbstractActor {
        @Override
        public Receive createReceive() {
            return receiveBuilder().build();
        }
    }

    @Test
    void fillsNoMemory() throws Exception {
        // More than an array can hold, and less than a frame.
        byte[] bomb = zeros(3L << 30);
        assertThat(bomb.length).isLessThan(4 << 20);
        int port = freePort();
        try (Node node = Node.start(
                Fixtures.settings(folder, port, port, 2),
                NodeRole.ALL,
                () -> new FakeEvaluator(Fixtures.SPACE, 5),
                results -> {})) {
            throwAt(node, "jackson-cbor", "AsJacksonCbor", DispatcherMessage.JobFinished.class.getName(), bomb);
            throwAt(node, "jackson-cbor", "AsJacksonCbor", SearchSnapshot.class.getName(), bomb);
            throwAt(node, "jackson-json", "AsJacksonJson", DispatcherMessage.JobFinished.class.getName(), bomb);
            throwAt(node, "akka-cluster", "AsCluster", "W", bomb);
            throwAt(node, "akka-replicated-data", "AsReplicatedData", "C", bomb);
            finishes(node, "s");
        }
    }

    private void throwAt(Node node, String serializer, String forger, String manifest, byte[] bomb) throws Exception {
        stranger(serializer, forger);
        send(node.address(), new Forged(manifest, bomb));
        // Nobody answers; what arrives later is met by the next one.
        Thread.sleep(2000);
        end(stranger);
    }

    private static void finishes(Node node, String id) throws Exception {
        SearchService searches = node.searches().orElseThrow();
        searches.start(id, Fixtures.spec("stranger", 20)).toCompletableFuture().get(60, TimeUnit.SECONDS);
        assertThat(Fixtures.await(searches, id, s -> s.state().isFinal()).state())
                .isEqualTo(SearchState.FINISHED);
    }

    /** One after the other, as often as it takes: gzip of several parts is gzip. */
    private static byte[] zeros(long count) throws IOException {
        int part = 16 << 20;
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[part]);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (long done = 0; done < count; done += part) {
            packed.writeTo(all);
        }
        return all.toByteArray();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
