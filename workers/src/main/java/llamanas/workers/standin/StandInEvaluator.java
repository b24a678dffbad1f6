package llamanas.workers.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.agent.Evaluator;
import llamanas.workers.tasks.DataDigest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers in place of a model: from a table, or by an analytic function. Tables are kept; one whose file has changed is read
 * again. A sub-network that a table lacks is infeasible, with a reason that names it. Sizes are computed, whatever the table says.
 */
public final class StandInEvaluator implements Evaluator {
    private static final Logger LOG = LoggerFactory.getLogger(StandInEvaluator.class);
    private static final String DEVICE = "stand-in";

    private final String worker;
    private final String codeVersion;
    private final Map<Path, Opened> tables = new ConcurrentHashMap<>();

    /** A table with what says whether its file is still the one that was read. */
    private record Opened(EvaluatedTable table, FileTime changed, long size, String hash) {}

    /**
     * @param worker name of this process, for provenance
     * @param codeVersion version of the code, likewise
     */
    public StandInEvaluator(String worker, String codeVersion) {
        this.worker = worker;
        this.codeVersion = codeVersion;
    }

    @Override
    public Inspection inspect(SearchSpec spec) {
        StandInSpec standIn = standIn(spec);
        if (spec.strategy().needsGates()) {
            throw new InvalidInputException("strategy.name: " + spec.strategy().name()
                    + " trains gates on the weights of a model, and a stand-in has none; choose another strategy");
        }
        if (standIn.table() == null) {
            return new Inspection(function(standIn).space(), String.valueOf(standIn.function()), "", Map.of());
        }
        Opened opened = open(Path.of(standIn.table()));
        spec.objectives().stream().map(Objective::metric).forEach(m -> opened.table()
                .require(m, "objectives"));
        spec.constraints().stream().map(Constraint::metric).forEach(m -> opened.table()
                .require(m, "constraints"));
        new ExactColumns(opened.table())
                .contradiction(Path.of(standIn.table()), spec.dtype())
                .ifPresent(LOG::warn);
        Inspection header = opened.table().header();
        return new Inspection(header.space(), header.modelHash(), opened.hash(), header.items());
    }

    @Override
    public EvaluationOutcome evaluate(SearchSpec spec, Architecture architecture, Phase phase) {
        StandInSpec standIn = standIn(spec);
        return standIn.table() == null
                ? measured(spec, values(standIn, architecture), String.valueOf(standIn.function()), "")
                : lookedUp(spec, open(Path.of(standIn.table())), architecture, phase);
    }

    private EvaluationOutcome lookedUp(SearchSpec spec, Opened opened, Architecture architecture, Phase phase) {
        EvaluatedTable table = opened.table();
        Optional<EvaluatedTable.Row> row = table.row(architecture);
        if (row.isEmpty()) {
            return new EvaluationOutcome.Infeasible(
                    "table " + standIn(spec).table() + " has no row for " + table.describe(architecture));
        }
        if (row.get().failure().isPresent()) {
            return new EvaluationOutcome.Infeasible(
                    "in the table: " + row.get().failure().get());
        }
        Map<String, Double> metrics = new TreeMap<>();
        row.get().metrics().forEach((name, value) -> {
            if (!Metrics.isExact(name) && name.startsWith(Metrics.REPORT_PREFIX) == (phase == Phase.REPORT)) {
                metrics.put(name, value);
            }
        });
        metrics.putAll(new ExactColumns(table).of(spec, architecture));
        return measured(spec, metrics, table.header().modelHash(), opened.hash());
    }

    private static Map<String, Double> values(StandInSpec standIn, Architecture architecture) {
        double[] values = AnalyticFunction.named(String.valueOf(standIn.function()))
                .of(function(standIn).point(architecture), standIn.objectives());
        List<String> names = standIn.metrics();
        Map<String, Double> metrics = new HashMap<>();
        for (int i = 0; i < values.length; i++) {
            metrics.put(names.get(i), values[i]);
        }
        return metrics;
    }

    private EvaluationOutcome measured(SearchSpec spec, Map<String, Double> metrics, String model, String data) {
        return new EvaluationOutcome.Succeeded(
                new Measurement(metrics, new Provenance(worker, DEVICE, spec.dtype(), 1, codeVersion, model, data, 0)));
    }

    private static FunctionSpace function(StandInSpec standIn) {
        return new FunctionSpace(standIn.genes(), standIn.choices());
    }

    private static StandInSpec standIn(SearchSpec spec) {
        return Objects.requireNonNull(spec.standIn(), "a spec without a stand-in");
    }

    private Opened open(Path file) {
        return Objects.requireNonNull(tables.compute(file, (f, known) -> {
            try {
                Path real = GivenFiles.regular(f);
                FileTime changed = Files.getLastModifiedTime(real);
                long size = Files.size(real);
                boolean same = known != null && known.changed().equals(changed) && known.size() == size;
                return same
                        ? known
                        : new Opened(
                                EvaluatedTable.read(f),
                                changed,
                                size,
                                new DataDigest().add(f).hex());
            } catch (NoSuchFileException e) {
                throw new InvalidInputException("table " + f + " does not exist", e);
            } catch (IOException e) {
                throw new InvalidInputException("table " + f + ": can't be read: " + e.getMessage(), e);
            }
        }));
    }

    @Override
    public Preparation prepare(SearchSpec spec, Consumer<PrepareProgress> progress) {
        throw new InvalidInputException("prepare: a stand-in has no model to prepare");
    }

    @Override
    public void close() {
        tables.clear();
    }
}
