package llamanas.engine.app;

import java.nio.file.Files;
import java.nio.file.Path;
import llamanas.engine.cli.CommandFailure;

/** The project's folder, with the demo and the presets; the launcher names it. */
final class Home {
    private Home() {}

    /**
     * A file of the project.
     *
     * @throws CommandFailure where it is not there
     */
    static Path file(String relative) {
        Path file = folder().resolve(relative);
        if (!Files.exists(file)) {
            throw new CommandFailure(file + " is missing; is this a whole copy of llama-nas?");
        }
        return file;
    }

    private static Path folder() {
        String home = System.getProperty("llamanas.home");
        if (home == null) {
            throw new CommandFailure(
                    "the project's folder is not known; start llama-nas by its launcher ./llama-nas, or add"
                            + " -Dllamanas.home=FOLDER to java");
        }
        return Path.of(home).toAbsolutePath().normalize();
    }
}
