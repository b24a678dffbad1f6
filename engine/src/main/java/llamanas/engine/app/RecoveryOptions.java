package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.config.RecoveryReader;
import llamanas.config.RecoverySpec;
import picocli.CommandLine.Option;

/** How a sub-network is trained after it was cut out. */
final class RecoveryOptions {
    @Option(
            names = "--train",
            paramLabel = "SPEC.conf",
            description = "Training as for prepare --train; space, schedule, subnetworks, teacher and balance mean"
                    + " nothing here. A dtype in it goes before --dtype.")
    private Optional<Path> train = Optional.empty();

    @Option(
            names = "--data",
            arity = "1..*",
            paramLabel = "FILE",
            description = "Text to train on (default: that of --train, or text that the model writes).")
    private List<Path> data = List.of();

    /**
     * Reads and checks.
     *
     * @param steps that go before those of the file
     */
    RecoverySpec read(OptionalInt steps, String dtype) {
        return RecoveryReader.read(train, data, steps, dtype);
    }
}
