package llamanas.engine.app;

import akka.actor.typed.ActorSystem;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import llamanas.config.Settings;
import llamanas.engine.coordinator.SearchService;
import llamanas.protocol.search.SearchSpec;

/** What the commands need of the packages underneath. One implementation for the program; tests bring their own. */
interface Parts {
    /**
     * Reads a spec file and makes its paths absolute.
     *
     * @throws llamanas.protocol.InvalidInputException where something in it does not fit
     */
    SearchSpec spec(Path file);

    /**
     * Settings from defaults, the user's file and flags.
     *
     * @throws llamanas.protocol.InvalidInputException where the file or a flag does not fit
     */
    Settings settings(NodeFlags flags);

    /**
     * Starts a node; returns when it has joined its cluster.
     *
     * @throws llamanas.protocol.InvalidInputException where a port is taken or another process holds the data folder
     */
    Running start(Settings settings, NodeRole role);

    /** A node that runs. Closing it leaves the cluster and waits until all is stopped. */
    interface Running extends AutoCloseable {
        /** Present on a coordinator. */
        Optional<SearchService> searches();

        ActorSystem<?> system();

        /** {@code host:port} in the cluster. */
        String address();

        CompletionStage<?> terminated();

        /** Whether native work still runs after {@link #close}, so that an ordinary end of the process would crash it. */
        boolean abandonedWork();

        @Override
        void close();
    }
}
