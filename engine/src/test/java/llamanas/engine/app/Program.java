package llamanas.engine.app;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamanas.engine.access.TestState;
import llamanas.engine.access.TokenFiles;
import llamanas.engine.cli.CoordinatorClient;
import org.jspecify.annotations.Nullable;

/** The program as a process of its own, on the class path of the tests; ended with SIGKILL on {@link #close}. */
final class Program implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Pattern HTTP = Pattern.compile("http://[0-9.]+:[0-9]+");
    private static final Pattern CLUSTER = Pattern.compile("cluster ([0-9.]+:[0-9]+)");

    private final Process process;
    private final Path out;
    private final Path err;

    private Program(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /**
     * Starts a command.
     *
     * @param folder for what it writes to stdout and stderr
     */
    static Program start(Path folder, String... args) {
        return start(folder, null, args);
    }

    /** As {@link #start(Path, String...)}, with its output in a file of somebody else's. */
    static Program start(Path folder, @Nullable Path output, String... args) {
        try {
            Files.createDirectories(folder);
            Path out = output == null ? Files.createTempFile(folder, "out", ".txt") : output;
            Path err = Files.createTempFile(folder, "err", ".txt");
            Process process = new ProcessBuilder(command(args))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Program(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What starts a command on the class path of the tests. */
    static List<String> command(String... args) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dfile.encoding=UTF-8",
                "-Dai.djl.offline=true",
                "-Dllamanas.home=" + root(),
                "-Dllamanas.state=" + TestState.folder(),
                "-cp",
                withoutTests(System.getProperty("java.class.path")),
                "llamanas.engine.app.Main"));
        command.addAll(List.of(args));
        return command;
    }

    /** The project's folder. */
    static Path root() {
        return Path.of(System.getProperty("llamanas.root")).toAbsolutePath().normalize();
    }

    /** A logging configuration for tests is none for the program. */
    private static String withoutTests(String classPath) {
        return String.join(
                File.pathSeparator,
                List.of(classPath.split(File.pathSeparator)).stream()
                        .filter(entry -> !entry.endsWith("test-classes"))
                        .toList());
    }

    /** Waits until the node says that it is ready, and connects to its API. */
    CoordinatorClient client() {
        return new CoordinatorClient(url().toString());
    }

    URI url() {
        return URI.create(found(HTTP, ready()));
    }

    /** The token of the node's API. */
    String token() {
        return TokenFiles.read(url().getPort()).orElseThrow();
    }

    /** {@code host:port} of the node in its cluster. */
    String cluster() {
        return found(CLUSTER, ready());
    }

    private static String found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError("no " + pattern + " in: " + line);
        }
        return matcher.group(matcher.groupCount());
    }

    private String ready() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end && process.isAlive()) {
            for (String line : err().lines().toList()) {
                if (line.startsWith("ready: ")) {
                    return line;
                }
            }
            pause();
        }
        throw new AssertionError("the node did not become ready; it said: " + err());
    }

    String out() {
        return text(out);
    }

    String err() {
        return text(err);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean exited() {
        return !process.isAlive();
    }

    /** The exit code. */
    int await() {
        try {
            if (process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return process.exitValue();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError("the program did not end; it said: " + err());
    }

    /** SIGKILL: nothing of the program runs any more when this returns. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, and the exit code. */
    int stop() {
        process.destroy();
        return await();
    }

    static void pause() {
        try {
            Thread.sleep(5);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
