package llamanas.engine.app;

import akka.actor.typed.ActorSystem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.config.Settings;
import llamanas.engine.access.AccessToken;
import llamanas.engine.access.PrivateFolder;
import llamanas.engine.access.TokenFiles;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Shutdown;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.http.HttpServer;

/** A node in the foreground: says when it is ready, and returns when it has stopped. */
final class ServeRun {
    /** Exit code of a process that SIGTERM ended. */
    private static final int TERMINATED = 128 + 15;

    private final Parts parts;
    private final Console console;

    ServeRun(Parts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    int run(NodeFlags flags, NodeRole role) {
        Settings settings = parts.settings(flags);
        Logs.into(settings.data());
        if (role.coordinates()) {
            HttpServer.check(settings);
        }
        PrivateFolder.ofNode(settings.data());
        try (Parts.Running node = parts.start(settings, role)) {
            // Closed before the node, so that no request meets a coordinator that is gone.
            Optional<Api> api = node.searches().map(searches -> Api.start(node.system(), settings, searches));
            Thread onSignal = new Thread(() -> stop(node, api), "stop");
            Shutdown.add(onSignal);
            console.say(ready(settings, role, node.address(), api));
            node.terminated().toCompletableFuture().join();
        }
        return 0;
    }

    private void stop(Parts.Running node, Optional<Api> api) {
        console.say("stopping");
        api.ifPresent(Api::close);
        node.close();
        if (node.abandonedWork()) {
            // The journal is closed. To unload PyTorch under its threads, as an ordinary end does, is a segmentation
            // fault.
            Runtime.getRuntime().halt(TERMINATED);
        }
    }

    /** The API, and the files by which the account's commands may call it. */
    private record Api(HttpServer server, TokenFiles files) implements AutoCloseable {
        static Api start(ActorSystem<?> system, Settings settings, SearchService searches) {
            AccessToken token = AccessToken.of(settings.http().token());
            HttpServer server = HttpServer.start(system, settings, searches, token, Version.current());
            try {
                return new Api(
                        server,
                        TokenFiles.write(token, settings.data(), server.uri().getPort()));
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        }

        @Override
        public void close() {
            files.close();
            server.close();
        }
    }

    /** For example {@code ready: http://127.0.0.1:7460, cluster 127.0.0.1:25520, worker cpu x1}. */
    private static String ready(Settings settings, NodeRole role, String address, Optional<Api> api) {
        List<String> parts = new ArrayList<>();
        api.ifPresent(found -> parts.add(found.server().uri().toString()));
        parts.add("cluster " + address);
        if (role.works()) {
            parts.add("worker " + settings.worker().device() + " x"
                    + settings.worker().slots());
        }
        return "ready: " + String.join(", ", parts);
    }
}
