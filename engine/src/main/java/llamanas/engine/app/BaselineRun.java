package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.RecoverySpec;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.PruningBaseline;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.tasks.TextFiles;
import llamanas.workers.tasks.TokenIds;

/** Prunes by each method to each size, measures, recovers, measures again, and prints the table. */
final class BaselineRun {
    private final Console console;
    private final Path model;
    private final Dtype dtype;
    private final String device;
    private final Path work;

    BaselineRun(Console console, Path model, String dtype, String device, Path work) {
        this.console = console;
        this.model = model;
        this.dtype = Dtype.parse(dtype);
        this.device = device;
        this.work = work;
    }

    void run(
            Path calibration,
            List<Double> sizes,
            List<String> methods,
            Optional<RecoverySpec> recovery,
            List<Path> tasks,
            int limit,
            boolean json) {
        Map<String, Path> named = OpenTasks.named(tasks, limit);
        check(sizes, methods);
        List<BaselineReport.Row> rows = new ArrayList<>();
        try (TemporaryFolder temporary = TemporaryFolder.in(work);
                SuperNetwork network = SuperNetwork.load(model, DeviceName.parse(device), dtype)) {
            List<int[]> sequences = TextFiles.documents(calibration).stream()
                    .map(text -> TokenIds.behindBos(network.tokenizer(), text))
                    .toList();
            BaselineMeasure measure =
                    new BaselineMeasure(console, network, named, limit, recovery, device, temporary.path());
            rows.add(measure.full());
            for (String method : methods) {
                StageProgress progress = new StageProgress(console, method);
                PruningBaseline baseline = PruningBaseline.of(
                        method,
                        model,
                        network,
                        sequences,
                        temporary.path().resolve(method),
                        Here.provenance(device, dtype.label()),
                        progress);
                progress.end();
                rows.addAll(measure.rows(baseline, sizes));
            }
        }
        BaselineReport report =
                new BaselineReport(recovery.map(spec -> spec.train().steps()).orElse(0), rows);
        console.print(json ? Json.writePretty(report) : report.text());
    }

    private void check(List<Double> sizes, List<String> methods) {
        for (String method : methods) {
            if (!PruningBaseline.METHODS.contains(method)) {
                throw new InvalidInputException("--methods: found '" + method + "', expected some of "
                        + String.join(",", PruningBaseline.METHODS));
            }
        }
        refuseTwice("--methods", methods);
        refuseTwice("--sizes", sizes);
        for (double size : sizes) {
            if (!(size > 0 && size < 1)) {
                throw new InvalidInputException(
                        "--sizes: found " + size + ", expected shares above 0 and below 1, as 0.9,0.75");
            }
            methods.forEach(method -> PruningBaseline.checkReachable(
                    method, LlamaConfig.read(model).shape(), size));
        }
    }

    private static void refuseTwice(String flag, List<?> values) {
        if (new HashSet<>(values).size() < values.size()) {
            throw new InvalidInputException(flag + ": found one twice in " + values + ", expected each once");
        }
    }
}
