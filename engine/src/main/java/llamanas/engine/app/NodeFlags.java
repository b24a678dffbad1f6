package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the user said on the command line about a node; what is absent comes from the user's file or from the defaults.
 *
 * @param config the user's settings file
 * @param port port of the cluster; 0 picks a free one
 * @param join {@code host:port} of the coordinator's node
 */
record NodeFlags(
        Optional<Path> config,
        Optional<Path> data,
        Optional<String> device,
        OptionalInt slots,
        OptionalInt threads,
        OptionalInt port,
        OptionalInt httpPort,
        Optional<String> join) {

    private static final int MOST_SLOTS = 8;

    /**
     * A node of its own on ports that are free, whatever else runs on this machine. Each core gets an evaluation of its own:
     * a small model keeps one core busy, but hardly two.
     */
    static NodeFlags embedded(Optional<Path> data) {
        return new NodeFlags(
                Optional.empty(),
                data,
                Optional.empty(),
                OptionalInt.of(Math.min(MOST_SLOTS, Runtime.getRuntime().availableProcessors())),
                OptionalInt.of(1),
                OptionalInt.of(0),
                OptionalInt.of(0),
                Optional.empty());
    }
}
