package llamanas.engine.app;

import akka.actor.typed.ActorSystem;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import llamanas.config.Settings;
import llamanas.config.SettingsReader;
import llamanas.config.SpecReader;
import llamanas.engine.coordinator.SearchResults;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.store.ResultFiles;
import llamanas.protocol.search.SearchSpec;
import llamanas.workers.agent.Evaluator;

/** The real parts of the program, but for the evaluator, which is given. */
final class ProgramParts implements Parts {
    private final Function<Settings, Evaluator> evaluators;

    /**
     * Puts the parts together.
     *
     * @param evaluators makes the evaluator of a node that works
     */
    ProgramParts(Function<Settings, Evaluator> evaluators) {
        this.evaluators = evaluators;
    }

    @Override
    public SearchSpec spec(Path file) {
        return SpecReader.read(file);
    }

    @Override
    public Settings settings(NodeFlags flags) {
        Map<String, Object> overrides = new HashMap<>();
        flags.data().ifPresent(data -> overrides.put("data", data.toString()));
        flags.device().ifPresent(device -> overrides.put("worker.device", device));
        flags.slots().ifPresent(slots -> overrides.put("worker.slots", slots));
        flags.threads().ifPresent(threads -> overrides.put("worker.threads", threads));
        flags.port().ifPresent(port -> overrides.put("cluster.port", port));
        flags.httpPort().ifPresent(port -> overrides.put("http.port", port));
        flags.join().ifPresent(join -> overrides.put("cluster.join", join));
        return SettingsReader.read(flags.config(), overrides);
    }

    @Override
    public Running start(Settings settings, NodeRole role) {
        ResultFiles files = new ResultFiles(settings.data());
        return new RunningNode(
                Node.start(settings, role, () -> evaluators.apply(settings), results -> write(files, results)));
    }

    private static void write(ResultFiles files, SearchResults results) {
        files.write(
                results.id(),
                results.spec(),
                results.front(),
                results.candidates(),
                results.preparation(),
                results.singleChanges());
        files.writeSpace(results.id(), results.inspection());
        files.writePredictions(results.id(), results.predictions());
    }

    private record RunningNode(Node node) implements Running {
        @Override
        public Optional<SearchService> searches() {
            return node.searches();
        }

        @Override
        public ActorSystem<?> system() {
            return node.system();
        }

        @Override
        public String address() {
            String address = node.address();
            return address.substring(address.indexOf('@') + 1);
        }

        @Override
        public CompletionStage<?> terminated() {
            return node.terminated();
        }

        @Override
        public boolean abandonedWork() {
            return node.abandonedWork();
        }

        @Override
        public void close() {
            node.close();
        }
    }
}
