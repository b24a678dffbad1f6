package llamanas.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Objects;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SpaceSpec;

/** The section {@code space} of a file, be it a search spec, a file of {@code prepare --train}, or one with nothing else. */
public final class SpaceFileReader {
    private static final String SPACE = "space";

    private SpaceFileReader() {}

    /**
     * Reads and checks the section; what else is in the file is not looked at.
     *
     * @throws InvalidInputException with file, line, key, what was found and what was expected
     */
    public static SpaceSpec read(Path file) {
        ConfigObject object = Hocon.resolve(Hocon.parse(file), file);
        Section root = new Section(object, "");
        if (!root.has(SPACE)) {
            throw new InvalidInputException(
                    file + ": space: found nothing, expected a section, as space { ffn = [..] }");
        }
        Section section = root.section(SPACE);
        section.check(SpecSchema.SPACE);
        SpaceSpec space = SpaceReader.read(section);
        SpaceRules.violations(space).filter(Objects::nonNull).findFirst().ifPresent(violation -> {
            throw root.complaint(violation.path(), violation.message());
        });
        return space;
    }
}
