package llamanas.engine.app;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.engine.cli.Console;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.tasks.NotFiniteException;
import llamanas.workers.tasks.Task;
import llamanas.workers.tasks.TaskFiles;
import org.jspecify.annotations.Nullable;

/** The task files of a command, opened for one network. */
final class OpenTasks implements AutoCloseable {
    private final Map<String, Task> tasks = new LinkedHashMap<>();
    private final SuperNetwork network;
    private Optional<String> text = Optional.empty();

    /**
     * Opens all files.
     *
     * @param limit items or documents of each at most; 0 for all
     * @param kl whether texts measure the divergence from the network's full one
     */
    OpenTasks(Map<String, Path> files, SuperNetwork network, int limit, boolean kl) {
        this(files, network, limit, kl, TaskSpec.DELIMITER);
    }

    /**
     * Opens all files.
     *
     * @param delimiter what stands between a question and each of its choices
     */
    OpenTasks(Map<String, Path> files, SuperNetwork network, int limit, boolean kl, String delimiter) {
        this.network = network;
        try {
            files.forEach((name, file) -> {
                tasks.put(name, TaskFiles.open(file, network, limit, kl, delimiter));
                if (text.isEmpty() && !TaskSpec.isMultipleChoice(file.toString())) {
                    text = Optional.of(name);
                }
            });
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Task files by their names.
     *
     * @throws InvalidInputException where two have the same name, or the limit is negative
     */
    static Map<String, Path> named(List<Path> files, int limit) {
        if (limit < 0) {
            throw new InvalidInputException("--limit " + limit + " is negative; expected 0 (all) or more");
        }
        Map<String, Path> named = new LinkedHashMap<>();
        for (Path file : files) {
            String name = String.valueOf(file.getFileName()).replaceFirst("\\.[^.]+$", "");
            if (named.put(name, file) != null) {
                throw new InvalidInputException("--task: two files are called " + name + "; give them different names");
            }
        }
        return named;
    }

    /** Name of the first task that is a text. */
    Optional<String> firstText() {
        return text;
    }

    /** Plain token sequences of a task. */
    List<int[]> sample(String name) {
        return Optional.ofNullable(tasks.get(name)).orElseThrow().sample();
    }

    /** Metrics by task; says how far it is. */
    Map<String, Map<String, Number>> evaluate(Architecture architecture, Console console, String what) {
        Map<String, Map<String, Number>> results = new LinkedHashMap<>();
        try (Subnetwork subnetwork = network.subnetwork(architecture)) {
            tasks.forEach((name, task) -> results.put(name, measured(task, subnetwork, console, what + " " + name)));
        }
        return results;
    }

    private static Map<String, Number> measured(Task task, Subnetwork subnetwork, Console console, String what) {
        StepProgress progress = new StepProgress(console, what, task.batches());
        try {
            return numbers(task.evaluate(subnetwork, progress));
        } finally {
            progress.end();
        }
    }

    /**
     * What came out of all tasks.
     *
     * @param results metrics by task; null for one that failed
     * @param failed why, by task
     */
    record Evaluation(Map<String, @Nullable Map<String, Number>> results, Map<String, String> failed) {}

    /** Metrics by task; says how far it is. A network whose log-probabilities are no numbers fails a task, not the others. */
    Evaluation evaluate(Architecture architecture, Console console) {
        Map<String, @Nullable Map<String, Number>> results = new LinkedHashMap<>();
        Map<String, String> failed = new LinkedHashMap<>();
        try (Subnetwork subnetwork = network.subnetwork(architecture)) {
            tasks.forEach((name, task) -> {
                try {
                    results.put(name, measured(task, subnetwork, console, name));
                } catch (NotFiniteException e) {
                    results.put(name, null);
                    failed.put(name, String.valueOf(e.getMessage()));
                }
            });
        }
        return new Evaluation(results, failed);
    }

    /** Metrics by task. */
    Map<String, Map<String, Number>> evaluate(Architecture architecture) {
        Map<String, Map<String, Number>> results = new LinkedHashMap<>();
        try (Subnetwork subnetwork = network.subnetwork(architecture)) {
            tasks.forEach((name, task) -> results.put(name, numbers(task.evaluate(subnetwork, Task.Progress.NONE))));
        }
        return results;
    }

    private static Map<String, Number> numbers(Map<String, Double> metrics) {
        Map<String, Number> numbers = new TreeMap<>(metrics);
        numbers.put(Metrics.ITEMS, metrics.getOrDefault(Metrics.ITEMS, 0.0).longValue());
        return numbers;
    }

    @Override
    public void close() {
        tasks.values().forEach(Task::close);
    }
}
