package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.config.RecoverySpec;
import llamanas.engine.cli.Console;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench proxies}. */
@Command(
        name = "proxies",
        description = {
            "How far to believe what a search goes by: rank correlations of cheap proxies and of shares of the data with the"
                    + " loss on unseen data, and with that after a short recovery training, over random sub-networks"
                    + " spread over sizes, or those of a front.",
            "Every second half of the blocks of a text is kept as unseen data, unless --unseen names a file."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas bench proxies --model prepared --space spec.conf --task stories-search.txt \\",
            "    --unseen stories-report.txt --count 30",
            "  llama-nas bench proxies --model prepared --front llama-nas-data/searches/first/front.json \\",
            "    --task stories-search.txt --recover-steps 20 --data stories-search.txt --json"
        })
final class ProxiesCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(names = "--task", required = true, paramLabel = "FILE", description = "A text: what the search sees.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path task;

    @Option(names = "--unseen", paramLabel = "FILE", description = "A text that the search does not see.")
    private Optional<Path> unseen = Optional.empty();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "0",
            description = "Documents of each text at most (default: all).")
    private int limit;

    @Option(
            names = "--space",
            paramLabel = "SPEC.conf",
            description = "File with a section space (default: any layer may go, and four widths).")
    private Optional<Path> space = Optional.empty();

    @Option(
            names = "--front",
            paramLabel = "FILE",
            description = "A front.json, whose sub-networks are taken in place of random ones.")
    private Optional<Path> front = Optional.empty();

    @Option(
            names = "--count",
            paramLabel = "N",
            defaultValue = "30",
            description = "Random sub-networks, a multiple of 3 (default: ${DEFAULT-VALUE}).")
    private int count;

    @Option(names = "--seed", paramLabel = "S", defaultValue = "1", description = "Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--rungs",
            paramLabel = "SHARE",
            split = ",",
            defaultValue = "0.1,0.3,1",
            description = "Shares of what the search sees (default: ${DEFAULT-VALUE}).")
    private List<Double> rungs = List.of();

    @Option(
            names = "--recover-steps",
            paramLabel = "K",
            defaultValue = "0",
            description = "Steps of recovery training of each sub-network (default: none).")
    private int recoverSteps;

    @Mixin
    private final RecoveryOptions recovery = new RecoveryOptions();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    void run(Console console) {
        Optional<RecoverySpec> training = recoverSteps == 0
                ? Optional.empty()
                : Optional.of(recovery.read(OptionalInt.of(recoverSteps), checkpoint.dtype()));
        new ProxiesRun(console, checkpoint, task, unseen, limit, rungs).run(space, front, count, seed, training, json);
    }
}
