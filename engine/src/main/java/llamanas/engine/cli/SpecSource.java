package llamanas.engine.cli;

import java.nio.file.Path;
import llamanas.protocol.search.SearchSpec;

/** Reads a spec file: makes its paths absolute, and throws {@code InvalidInputException} where something does not fit. */
@FunctionalInterface
public interface SpecSource {
    SearchSpec read(Path file);
}
