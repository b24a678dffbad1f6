package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.config.Settings;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Shutdown;
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
        try (Parts.Running node = parts.start(settings, role)) {
            // Closed before the node, so that no request meets a coordinator that is gone.
            Optional<HttpServer> http = node.searches()
                    .map(searches -> HttpServer.start(node.system(), settings, searches, Version.current()));
            Thread onSignal = new Thread(() -> stop(node, http), "stop");
            Shutdown.add(onSignal);
            console.say(ready(settings, role, node.address(), http));
            node.terminated().toCompletableFuture().join();
        }
        return 0;
    }

    private void stop(Parts.Running node, Optional<HttpServer> http) {
        console.say("stopping");
        http.ifPresent(HttpServer::close);
        node.close();
        if (node.abandonedWork()) {
            // The journal is closed. To unload PyTorch under its threads, as an ordinary end does, is a segmentation
            // fault.
            Runtime.getRuntime().halt(TERMINATED);
        }
    }

    /** For example {@code ready: http://127.0.0.1:7460, cluster 127.0.0.1:25520, worker cpu x1}. */
    private static String ready(Settings settings, NodeRole role, String address, Optional<HttpServer> http) {
        List<String> parts = new ArrayList<>();
        http.ifPresent(server -> parts.add(server.uri().toString()));
        parts.add("cluster " + address);
        if (role.works()) {
            parts.add("worker " + settings.worker().device() + " x"
                    + settings.worker().slots());
        }
        return "ready: " + String.join(", ", parts);
    }
}
