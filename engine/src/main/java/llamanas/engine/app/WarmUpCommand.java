package llamanas.engine.app;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import llamanas.engine.cli.Runs;
import llamanas.engine.output.Json;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code llama-nas warm-up}, which only the launcher calls, once after a build: says which commands are clients, and uses their
 * classes once, so that the JVM can leave them parsed and verified in an archive from which the next ones start.
 */
@Command(name = "warm-up", hidden = true, description = "Print which commands are clients; fill their class archive.")
@Runs(Runs.Kind.CLIENT)
final class WarmUpCommand implements Callable<Integer> {
    private final Parts parts;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    WarmUpCommand(Parts parts) {
        this.parts = parts;
    }

    @Override
    public Integer call() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, String> answers = answers();
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            byte[] body = answers.getOrDefault(path, "[]").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String url = "http://127.0.0.1:" + server.getAddress().getPort();
            run("search", "list", "--url", url);
            run("search", "status", "x", "--url", url);
            run("search", "front", "x", "--url", url);
            run("search", "front", "x", "--format", "csv", "--url", url);
            run("workers", "--url", url);
            run("search", "--help");
        } finally {
            server.stop(0);
        }
        clients(command.root().commandLine())
                .forEach(name -> command.commandLine().getOut().println(name));
        return 0;
    }

    /** Names of the commands that are {@link Runs.Kind#CLIENT}. */
    static List<String> clients(CommandLine program) {
        return program.getSubcommands().entrySet().stream()
                .filter(named -> kind(named.getValue()) == Runs.Kind.CLIENT)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** What a command declares to be. */
    static Runs.Kind kind(CommandLine declared) {
        Class<?> type = declared.getCommandSpec().userObject().getClass();
        Runs runs = type.getAnnotation(Runs.class);
        if (runs == null) {
            throw new IllegalStateException(type.getSimpleName() + " does not say what it @Runs as");
        }
        return runs.value();
    }

    private static Map<String, String> answers() {
        Architecture architecture =
                new Architecture(List.of(new LayerChoice(true, Attention.FULL, 1, 8, Bits.AS_LOADED)));
        Map<String, Double> metrics = Map.of("parameters", 1.0, "task.acc", 0.5);
        SearchStatus status = new SearchStatus("x", "x", SearchState.RUNNING, 0, 1, 0, 0, 0, 0, 1, 0, 0, "1", null);
        return Map.of(
                "/api/searches", Json.writeLines(List.of(status)),
                "/api/searches/x", Json.write(status),
                "/api/searches/x/front", Json.writeLines(List.of(new FrontMember(0, architecture, metrics))),
                "/api/searches/x/candidates",
                        Json.writeLines(List.of(new CandidateRow(
                                0, 0, architecture, Map.of("depth", "1"), "succeeded", metrics, null, null))));
    }

    private void run(String... args) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        int code = Main.commandLine(parts).setOut(nowhere).setErr(nowhere).execute(args);
        if (code != 0) {
            throw new IllegalStateException("warm-up failed with " + code + ": " + String.join(" ", args));
        }
    }
}
