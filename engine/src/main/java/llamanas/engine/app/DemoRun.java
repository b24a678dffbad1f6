package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Optional;
import llamanas.config.Settings;
import llamanas.engine.access.PrivateFolder;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Shutdown;
import llamanas.protocol.search.SearchSpec;

/** A demo on a node of its own, which is stopped at the end and on Ctrl-C. */
final class DemoRun {
    private final Parts parts;
    private final Console console;

    DemoRun(Parts parts, Console console) {
        this.parts = parts;
        this.console = console;
    }

    void run(Optional<Integer> evaluations, Optional<Long> seed, Optional<Path> data, boolean raw) {
        SearchSpec bundled = parts.spec(Home.file("config/presets/demo.conf"));
        Settings settings = parts.settings(NodeFlags.embedded(data));
        SearchSpec spec = Demo.spec(
                bundled, evaluations.orElse(bundled.evaluations()), seed.orElse(bundled.seed()), settings.data(), raw);
        Demo demo = new Demo(console, spec, settings.data());
        demo.introduce();
        Logs.into(settings.data());
        PrivateFolder.ofNode(settings.data());
        Thread onInterrupt = new Thread(() -> console.say("\nstopped; the same command goes on from here"));
        try (Parts.Running node = parts.start(settings, NodeRole.ALL)) {
            Shutdown.add(onInterrupt);
            demo.run(node.searches().orElseThrow(() -> new CommandFailure("the demo's node has no coordinator")));
            Shutdown.remove(onInterrupt);
        }
    }
}
