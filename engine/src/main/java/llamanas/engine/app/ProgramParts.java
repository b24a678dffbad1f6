package llamanas.engine.app;

import java.nio.file.Path;
import llamanas.config.Settings;
import llamanas.engine.cli.CommandFailure;
import llamanas.protocol.search.SearchSpec;

/** The real parts of the program. */
final class ProgramParts implements Parts {
    @Override
    public SearchSpec spec(Path file) {
        throw new CommandFailure("SpecReader is not plugged in yet"); // INTEGRATOR: return SpecReader.read(file)
    }

    @Override
    public Settings settings(NodeFlags flags) {
        throw new CommandFailure("SettingsReader is not plugged in yet"); // INTEGRATOR
    }

    @Override
    public Running start(Settings settings, NodeFlags.Role role) {
        throw new CommandFailure("Node is not plugged in yet"); // INTEGRATOR
    }
}
