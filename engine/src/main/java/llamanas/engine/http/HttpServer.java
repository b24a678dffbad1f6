package llamanas.engine.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.settings.ServerSettings;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import llamanas.config.Settings;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.Health;

/** A bound HTTP server. Thread-safe; closed once. */
public final class HttpServer implements AutoCloseable {
    /** Starting a search may make a worker open a large model first. */
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(30);

    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final ServerBinding binding;
    private final URI uri;

    private HttpServer(ServerBinding binding, URI uri) {
        this.binding = binding;
        this.uri = uri;
    }

    /**
     * Binds and answers from then on.
     *
     * @param version version and commit of llama-nas
     * @throws InvalidInputException where the port is in use, the host is not one of this machine, or the settings would let
     *     other machines name any file
     */
    public static HttpServer start(ActorSystem<?> system, Settings settings, SearchService searches, String version) {
        Settings.Http http = settings.http();
        PathGuard paths = PathGuard.of(settings.files(), http);
        SearchRoutes routes = new SearchRoutes(searches, paths, new LocalNames(http.host()), new Health("up", version));
        ServerSettings server = ServerSettings.create(system.classicSystem());
        ServerSettings patient = server.withTimeouts(server.getTimeouts()
                .withRequestTimeout(scala.jdk.javaapi.DurationConverters.toScala(LONGEST_REQUEST))
                .withIdleTimeout(scala.jdk.javaapi.DurationConverters.toScala(LONGEST_REQUEST)));
        try {
            ServerBinding binding = Http.get(system)
                    .newServerAt(http.host(), http.port())
                    .withSettings(patient)
                    .bind(routes.route())
                    .toCompletableFuture()
                    .join();
            int port = binding.localAddress().getPort();
            return new HttpServer(binding, URI.create("http://" + bracketed(http.host()) + ":" + port));
        } catch (CompletionException e) {
            throw refused(http, e);
        }
    }

    /**
     * Whether {@link #start} could succeed, asked before a node has made its data folder.
     *
     * @throws InvalidInputException as {@link #start} does
     */
    public static void check(Settings settings) {
        Settings.Http http = settings.http();
        PathGuard.of(settings.files(), http);
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(http.host(), http.port()));
        } catch (IOException e) {
            throw inUse(http, e);
        }
    }

    /** Where it answers. */
    public URI uri() {
        return uri;
    }

    /** Stops accepting, and lets requests in progress finish for a few seconds. */
    @Override
    public void close() {
        binding.terminate(DRAIN)
                .toCompletableFuture()
                .orTimeout(2 * DRAIN.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
    }

    private static RuntimeException refused(Settings.Http http, CompletionException e) {
        Throwable cause = e.getCause();
        boolean taken = cause instanceof BindException || (cause != null && cause.getCause() instanceof BindException);
        if (!taken) {
            return e;
        }
        return inUse(http, e);
    }

    private static InvalidInputException inUse(Settings.Http http, Exception e) {
        return new InvalidInputException(
                "can't listen on " + http.host() + ":" + http.port()
                        + ": the port is in use or the address is not this machine's; stop the other program (another "
                        + "llama-nas node?), or choose another port with --http-port",
                e);
    }

    private static String bracketed(String host) {
        return host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
    }
}
