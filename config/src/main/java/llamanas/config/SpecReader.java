package llamanas.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;

/**
 * A search spec in HOCON to a {@link SearchSpec}; config/presets/demo.conf is a commented one.
 *
 * <p>Relative paths start at the folder of the file that names them. {@code preset = NAME} puts the values of a preset below
 * those of the file, {@code key = null} takes one of them back, and {@code include "file"} works as usual in HOCON. Whether
 * the model and the data exist is for the worker to find out, which may run elsewhere.
 */
public final class SpecReader {
    /** What {@code preset} can name. */
    public static final List<String> PRESETS = List.of("llama-nas", "fine", "mixed-precision");

    private static final String ENDING = ".conf";
    private static final String STAND_IN = "stand-in";
    private static final String SINGLE_CHANGES = "single-changes";

    private final Path file;
    private final Section root;

    private SpecReader(Path file, ConfigObject object) {
        this.file = file;
        this.root = new Section(object, "");
    }

    /**
     * Reads and checks a spec.
     *
     * @throws InvalidInputException with file, line, key, what was found and what was expected
     */
    public static SearchSpec read(Path file) {
        ConfigObject object = Hocon.resolve(withPreset(Hocon.parse(file)), file);
        SpecSchema.SPEC.check(object, "");
        return new SpecReader(file, object).spec();
    }

    private static Config withPreset(Config spec) {
        // The name alone is needed before the rest can be resolved: no substitutions in it.
        Section unresolved = new Section(spec.root(), "");
        if (!unresolved.has("preset")) {
            return spec;
        }
        String preset = unresolved.choice("preset", "", PRESETS);
        return spec.withFallback(Hocon.resource("llamanas/presets/" + preset + ENDING));
    }

    private SearchSpec spec() {
        String dtype = root.choice("dtype", SearchSpec.AUTO, SpecRules.DTYPES);
        StrategySpec strategy = StrategyReader.read(root.section("strategy"));
        SearchSpec spec = new SearchSpec(
                root.text("name", fileName()),
                root.has(STAND_IN) && !root.has("model") ? "" : root.path("model", folder()),
                dtype,
                tasks(),
                SpaceReader.read(root.section("space")),
                objectives(),
                bounds("constraints"),
                strategy,
                root.whole("evaluations", 1, 250),
                root.seed("seed", 1),
                root.has("prepare") ? PrepareReader.read(root.section("prepare"), folder(), dtype) : null,
                root.has(STAND_IN) ? StandInReader.read(root.section(STAND_IN), folder()) : null,
                root.has("fidelity") ? FidelityRules.read(root.section("fidelity")) : null,
                root.flag("archive"),
                root.has("deployment") ? DeploymentRules.read(root.section("deployment")) : null,
                bounds("interest"),
                root.has(SINGLE_CHANGES)
                        ? root.flag(SINGLE_CHANGES)
                        : strategy.usesSingleChanges() && !root.has(STAND_IN),
                null);
        SpecRules.firstViolation(spec).ifPresent(violation -> {
            throw root.complaint(violation.path(), violation.message());
        });
        return spec;
    }

    private String fileName() {
        String name = String.valueOf(file.getFileName());
        return name.endsWith(ENDING) ? name.substring(0, name.length() - ENDING.length()) : name;
    }

    private Path folder() {
        return Hocon.folder(file);
    }

    private List<TaskSpec> tasks() {
        Section tasks = root.section("tasks");
        return tasks.names().stream()
                .map(name -> task(name, tasks, tasks.section(name)))
                .toList();
    }

    private TaskSpec task(String name, Section tasks, Section task) {
        if (!task.has("search") && !task.has("report")) {
            throw tasks.bad(name, "search = FILE, report = FILE, or both");
        }
        return new TaskSpec(
                name,
                task.has("search") ? task.path("search", folder()) : null,
                task.has("report") ? task.path("report", folder()) : null,
                task.whole("limit", 0, 0),
                task.flag("kl"),
                task.verbatim("target_delimiter", TaskSpec.DELIMITER));
    }

    private List<Objective> objectives() {
        return root.texts("objectives").stream().map(Objective::of).toList();
    }

    /** Bounds of metrics, each by its full name or nested below its task. */
    private List<Constraint> bounds(String key) {
        Section metrics = root.section(key);
        Section tasks = root.section("tasks");
        List<Constraint> found = new ArrayList<>();
        for (String name : metrics.names()) {
            Section below = metrics.section(name);
            // The names of a table's tasks are in its columns alone.
            boolean ofTable = root.has(STAND_IN) && !below.has("min") && !below.has("max");
            if (tasks.has(name) || ofTable) {
                below.names().forEach(m -> found.add(bounds(Metrics.ofTask(name, m), below.section(m))));
            } else {
                found.add(bounds(name, below));
            }
        }
        return found;
    }

    private static Constraint bounds(String metric, Section bounds) {
        bounds.check(SpecSchema.BOUNDS);
        return new Constraint(
                metric, bounds.has("min") ? bounds.real("min") : null, bounds.has("max") ? bounds.real("max") : null);
    }
}
