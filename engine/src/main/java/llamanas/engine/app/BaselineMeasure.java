package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.RecoverySpec;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.PruningBaseline;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.train.Corpus;
import llamanas.workers.train.Recovery;
import llamanas.workers.train.TrainingText;
import org.jspecify.annotations.Nullable;

/** Measures pruned networks on tasks, before and after recovery. */
final class BaselineMeasure {
    private final Console console;
    private final SuperNetwork network;
    private final Map<String, Path> tasks;
    private final int limit;
    private final Optional<RecoverySpec> recovery;
    private final Device device;
    private final Path temporary;
    private final @Nullable Corpus corpus;

    /** @param network the full one; its text, where a model has to write some, is the same for all */
    BaselineMeasure(
            Console console,
            SuperNetwork network,
            Map<String, Path> tasks,
            int limit,
            Optional<RecoverySpec> recovery,
            String device,
            Path temporary) {
        this.console = console;
        this.network = network;
        this.tasks = tasks;
        this.limit = limit;
        this.recovery = recovery;
        this.device = DeviceName.parse(device);
        this.temporary = temporary;
        this.corpus = recovery.map(this::text).orElse(null);
    }

    private Corpus text(RecoverySpec spec) {
        StageProgress progress = new StageProgress(console);
        Corpus text = TrainingText.of(network, spec.train(), spec.seed(), progress);
        progress.end();
        return text;
    }

    /** The network that nothing was taken from. */
    BaselineReport.Row full() {
        return row("full", 1, Architecture.full(shape()), evaluate(network, Architecture.full(shape()), "full"), null);
    }

    /** One row for each size. */
    List<BaselineReport.Row> rows(PruningBaseline baseline, List<Double> sizes) {
        List<BaselineReport.Row> rows = new ArrayList<>();
        for (double size : sizes) {
            String what = baseline.method() + " " + size;
            Architecture architecture = baseline.architecture(shape(), size);
            Map<String, Map<String, Number>> before = evaluate(baseline.folder(), architecture, what);
            rows.add(row(baseline.method(), size, architecture, before, recovered(baseline, architecture, what)));
        }
        return rows;
    }

    private ModelShape shape() {
        return network.shape();
    }

    private BaselineReport.Row row(
            String method,
            double size,
            Architecture architecture,
            Map<String, Map<String, Number>> before,
            @Nullable Map<String, Map<String, Number>> after) {
        return new BaselineReport.Row(
                method,
                size,
                Cost.parameters(shape(), architecture),
                Cost.decoderParameters(shape(), architecture),
                Cost.decoderShare(shape(), architecture),
                before,
                after);
    }

    private Map<String, Map<String, Number>> evaluate(Path folder, Architecture architecture, String what) {
        try (SuperNetwork pruned =
                SuperNetwork.load(folder, device, network.model().dtype())) {
            return evaluate(pruned, architecture, what);
        }
    }

    /** Without the divergence from the full network: after recovery that network is not in the same weights any more. */
    private Map<String, Map<String, Number>> evaluate(SuperNetwork pruned, Architecture architecture, String what) {
        try (OpenTasks open = new OpenTasks(tasks, pruned, limit, false)) {
            return open.evaluate(architecture, console, what);
        }
    }

    private @Nullable Map<String, Map<String, Number>> recovered(
            PruningBaseline baseline, Architecture architecture, String what) {
        if (corpus == null) {
            return null;
        }
        RecoverySpec spec = recovery.orElseThrow();
        Provenance by = Here.provenance(DeviceName.of(device), spec.train().dtype());
        StageProgress progress = new StageProgress(console, what);
        try (TemporaryFolder folder = TemporaryFolder.in(temporary)) {
            Path out = folder.path().resolve("recovered");
            Recovery.Job job =
                    new Recovery.Job(baseline.folder(), architecture, out, spec.train(), spec.seed(), device, by);
            Recovery.recover(job, corpus, progress);
            progress.end();
            return evaluate(out, Recovery.inside(job), what + " recovered");
        }
    }
}
