package llamanas.engine.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.config.SpaceFileReader;
import llamanas.config.SpecRules;
import llamanas.config.StrategyVariant;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.agent.Evaluator;

/** Trains gates in this process, as a worker would for a search, and writes them to a file. */
final class GatesRun {
    private static final String TASK = "text";

    private final Console console;
    private final CheckpointOptions checkpoint;
    private final Path space;
    private final Path task;
    private final Path out;

    GatesRun(Console console, CheckpointOptions checkpoint, Path space, Path task, Path out) {
        this.console = console;
        this.checkpoint = checkpoint;
        this.space = space;
        this.task = task;
        this.out = out;
    }

    void run(Map<String, String> settings, long seed, boolean json) {
        if (Files.exists(out)) {
            throw new InvalidInputException("--out " + out + ": exists already; expected a new file");
        }
        SearchSpec spec = spec(StrategyVariant.read(StrategySpec.GRADIENT, settings), seed);
        SpecRules.check(spec);
        StageProgress progress = new StageProgress(console);
        Gates gates;
        try (Evaluator evaluator = Evaluators.llama(checkpoint.device(), 0)) {
            gates = evaluator.trainGates(spec, now -> {
                StopOnSignal.check();
                progress.accept(now);
            });
        }
        progress.end();
        GatesFile.write(out, gates);
        console.print(json ? Json.writePretty(gates) : GatesReport.text(gates));
    }

    private SearchSpec spec(StrategySpec strategy, long seed) {
        return new SearchSpec(
                "gates",
                checkpoint.model().toString(),
                checkpoint.dtype(),
                List.of(new TaskSpec(TASK, task.toAbsolutePath().normalize().toString(), null, 0, false)),
                SpaceFileReader.read(space),
                List.of(Objective.of(Metrics.PARAMETERS)),
                List.of(),
                strategy,
                1,
                seed);
    }
}
