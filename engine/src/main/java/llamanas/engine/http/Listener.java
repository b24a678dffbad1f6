package llamanas.engine.http;

import akka.NotUsed;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.IncomingConnection;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Connection;
import akka.http.javadsl.server.Route;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.KillSwitches;
import akka.stream.Materializer;
import akka.stream.SharedKillSwitch;
import akka.stream.javadsl.BidiFlow;
import akka.stream.javadsl.Flow;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** Takes connections, as many as {@link Clients} allows, and leads each to the routes. Thread-safe. */
final class Listener {
    private static final int OF_ONE_CLIENT = 64;
    private static final int OF_ALL_CLIENTS = 512;
    private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);
    private static final Duration NEXT_REQUEST = Duration.ofMinutes(1);

    private final Materializer materializer;
    private final Flow<HttpRequest, HttpResponse, NotUsed> routes;
    private final Clients clients = new Clients(OF_ONE_CLIENT, OF_ALL_CLIENTS);
    private final SharedKillSwitch end = KillSwitches.shared("http");
    private final AtomicInteger inProgress = new AtomicInteger();

    Listener(ActorSystem<?> system, Route route) {
        this.materializer = Materializer.createMaterializer(system);
        this.routes = Flow.<HttpRequest>create()
                .map(request -> {
                    inProgress.incrementAndGet();
                    return request;
                })
                .via(route.flow(system.classicSystem(), materializer))
                .map(response -> {
                    inProgress.decrementAndGet();
                    return response;
                });
    }

    CompletionStage<ServerBinding> bind(ActorSystem<?> system, String host, int port, ServerSettings settings) {
        return Http.get(system)
                .newServerAt(host, port)
                .withSettings(settings)
                .connectionSource()
                .to(Sink.foreach(this::take))
                .run(materializer);
    }

    private void take(IncomingConnection connection) {
        InetAddress client = connection.remoteAddress().getAddress();
        Flow<HttpRequest, HttpResponse, NotUsed> handler =
                switch (clients.enter(client)) {
                    case SERVED -> served(client, routes);
                    case REFUSED -> served(client, refusal());
                    case DROPPED -> Flow.fromSinkAndSource(Sink.cancelled(), Source.empty());
                };
        connection.handleWith(handler, materializer);
    }

    private Flow<HttpRequest, HttpResponse, NotUsed> served(
            InetAddress client, Flow<HttpRequest, HttpResponse, NotUsed> answers) {
        Patience patience = new Patience(FIRST_REQUEST, NEXT_REQUEST, () -> clients.leave(client));
        return BidiFlow.fromGraph(patience)
                .join(Flow.<HttpRequest>create().via(end.flow()).via(answers));
    }

    private Flow<HttpRequest, HttpResponse, NotUsed> refusal() {
        return Flow.<HttpRequest>create().take(1).map(request -> {
            request.discardEntityBytes(materializer);
            return Answers.error(
                            StatusCodes.SERVICE_UNAVAILABLE,
                            "too many connections of one client (" + clients.ofOne() + " are served); close some")
                    .addHeader(Connection.create("close"));
        });
    }

    /** Requests that are not answered yet. */
    int inProgress() {
        return inProgress.get();
    }

    /** Ends all connections. */
    void end() {
        end.shutdown();
    }
}
