package llamanas.engine.app;

import java.nio.file.Path;

/** Where a node logs. Has to be said before the first logger is made. */
final class Logs {
    private Logs() {}

    /** Everything goes to {@code <data>/logs/llama-nas.log}; people see warnings only. */
    static void into(Path data) {
        System.setProperty("llamanas.logs", folder(data).toString());
        System.setProperty("logback.configurationFile", "llamanas/engine/logback-node.xml");
    }

    static Path folder(Path data) {
        return data.toAbsolutePath().normalize().resolve("logs");
    }
}
