package llamanas.engine.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.settings.ServerSettings;
import akka.stream.BindFailedException;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import llamanas.config.Settings;
import llamanas.engine.access.AccessToken;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.Health;

/** A bound HTTP server. Thread-safe; closed once. */
public final class HttpServer implements AutoCloseable {
    /** Starting a search may make a worker open a large model first. */
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(30);

    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration TICK = Duration.ofMillis(20);

    private final ServerBinding binding;
    private final Listener listener;
    private final URI uri;

    private HttpServer(ServerBinding binding, Listener listener, URI uri) {
        this.binding = binding;
        this.listener = listener;
        this.uri = uri;
    }

    /**
     * Binds and answers from then on.
     *
     * @param token what callers have to know, but for asking whether it is up
     * @param version version and commit of llama-nas
     * @throws InvalidInputException where the port is in use, the host is not one of this machine, or the settings would let
     *     other machines name any file
     */
    public static HttpServer start(
            ActorSystem<?> system, Settings settings, SearchService searches, AccessToken token, String version) {
        Settings.Http http = settings.http();
        PathGuard paths = PathGuard.of(settings.files(), http);
        SearchRoutes routes = new SearchRoutes(
                searches, paths, new LocalNames(http.host()), new Callers(token), new Health("up", version));
        Listener listener = new Listener(system, routes.route());
        try {
            ServerBinding binding = listener.bind(system, http.host(), http.port(), serverSettings(system))
                    .toCompletableFuture()
                    .join();
            int port = binding.localAddress().getPort();
            return new HttpServer(binding, listener, URI.create("http://" + bracketed(http.host()) + ":" + port));
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
        binding.unbind()
                .toCompletableFuture()
                .orTimeout(DRAIN.toSeconds(), TimeUnit.SECONDS)
                .exceptionally(failure -> null)
                .join();
        drain();
        listener.end();
    }

    private void drain() {
        long end = System.nanoTime() + DRAIN.toNanos();
        while (listener.inProgress() > 0 && System.nanoTime() < end) {
            try {
                Thread.sleep(TICK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Headers that can't be read are not logged: one of them is the token. */
    private static ServerSettings serverSettings(ActorSystem<?> system) {
        return ServerSettings.create(ConfigFactory.parseString(
                        """
                        akka.http.server {
                          request-timeout = %1$d s
                          idle-timeout = %1$d s
                          transparent-head-requests = on
                          server-header = "llama-nas"
                          parsing {
                            error-handler = "%2$s"
                            illegal-header-warnings = off
                          }
                        }"""
                                .formatted(LONGEST_REQUEST.toSeconds(), BrokenRequests.class.getName()))
                .withFallback(system.settings().config()));
    }

    private static RuntimeException refused(Settings.Http http, CompletionException e) {
        Throwable cause = e.getCause();
        boolean taken = cause instanceof BindFailedException
                || cause instanceof BindException
                || (cause != null && cause.getCause() instanceof BindException);
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
