package llamanas.workers.llama;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.util.Platform;
import com.google.gson.Gson;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.protocol.GivenFiles;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running {@link TokenizerChild}: a Java of its own with a limit on its memory, without what the environment of this process says but
 * for a few names, which ends when this one does. One thread at a time.
 */
final class TokenizerProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TokenizerProcess.class);

    /** Names of the environment that a Java may need to run, and DJL to find its library. */
    private static final Set<String> ENVIRONMENT =
            Set.of("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TMPDIR", "DJL_CACHE_DIR", "ENGINE_CACHE_DIR");

    private static final List<String> PROPERTIES =
            List.of("user.home", "java.io.tmpdir", "DJL_CACHE_DIR", "ENGINE_CACHE_DIR");

    /** Sets the limits, where they are not lower already, then becomes the program. */
    private static final String LIMITED = "ulimit -c 0; ulimit -v \"$0\"; exec \"$@\"";

    private static final long MOST_OF_AN_ANSWER = Math.min(TokenizerFrames.MOST, GivenFiles.heapShare(8));

    private static final Duration START = Duration.ofMinutes(2);
    private static final ScheduledThreadPoolExecutor WATCH = watch();

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final Set<Integer> open = new HashSet<>();

    private TokenizerProcess(Process process) {
        this.process = process;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
    }

    /**
     * Starts one.
     *
     * @param heap bytes of Java's heap
     * @param memory bytes of address space
     * @throws IOException where that is not possible
     */
    static TokenizerProcess start(long heap, long memory) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(heap, memory));
        builder.environment().keySet().retainAll(ENVIRONMENT);
        builder.environment().put("MALLOC_ARENA_MAX", "2");
        TokenizerProcess started = new TokenizerProcess(builder.start());
        started.drainErrors();
        try {
            started.answer(START);
        } catch (IOException e) {
            started.close();
            throw e;
        }
        return started;
    }

    private static List<String> command(long heap, long memory) {
        List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LIMITED, Long.toString(memory >> 10)));
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(
                "-Xmx" + (heap >> 20) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:ReservedCodeCacheSize=64m",
                "-XX:CompressedClassSpaceSize=64m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-Dfile.encoding=UTF-8",
                "-Dai.djl.offline=true"));
        PROPERTIES.stream()
                .filter(name -> System.getProperty(name) != null)
                .forEach(name -> command.add("-D" + name + "=" + System.getProperty(name)));
        command.addAll(List.of("-cp", classPath(), TokenizerChild.class.getName()));
        return command;
    }

    /** What tokenizers need of this process's classes; a logger would print into the answers. */
    private static String classPath() {
        return Stream.of(TokenizerChild.class, HuggingFaceTokenizer.class, Platform.class, Logger.class, Gson.class)
                .map(TokenizerProcess::home)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String home(Class<?> type) {
        try {
            return Path.of(Objects.requireNonNull(type.getProtectionDomain().getCodeSource())
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("classes are in folders and jars", e);
        }
    }

    private static ScheduledThreadPoolExecutor watch() {
        ScheduledThreadPoolExecutor watch = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tokenizer-watch");
            thread.setDaemon(true);
            return thread;
        });
        watch.setRemoveOnCancelPolicy(true);
        return watch;
    }

    private void drainErrors() {
        Thread drain = new Thread(this::logErrors, "tokenizer-errors");
        drain.setDaemon(true);
        drain.start();
    }

    private void logErrors() {
        byte[] some = new byte[1 << 13];
        try (InputStream errors = process.getErrorStream()) {
            for (int read = errors.read(some); read >= 0; read = errors.read(some)) {
                LOG.debug("tokenizer: {}", new String(some, 0, read, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            LOG.debug("tokenizer: errors can't be read", e);
        }
    }

    /** Numbers of the tokenizers that are open in it. */
    Set<Integer> open() {
        return open;
    }

    long pid() {
        return process.pid();
    }

    /**
     * Asks and waits.
     *
     * @param deadline after which the process is ended
     * @throws IOException where it has ended, by itself or by the deadline
     */
    byte[] ask(byte[] request, Duration deadline) throws IOException {
        Future<?> watched = watched(deadline);
        try {
            TokenizerFrames.send(out, request);
            return TokenizerFrames.receive(in, MOST_OF_AN_ANSWER);
        } finally {
            watched.cancel(false);
        }
    }

    private void answer(Duration deadline) throws IOException {
        Future<?> watched = watched(deadline);
        try {
            TokenizerFrames.receive(in, MOST_OF_AN_ANSWER);
        } finally {
            watched.cancel(false);
        }
    }

    private Future<?> watched(Duration deadline) {
        return WATCH.schedule(process::destroyForcibly, deadline.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
