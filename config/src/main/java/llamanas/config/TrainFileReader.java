package llamanas.config;

import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The file of {@code prepare --train}, in HOCON: the keys of the section {@code prepare.train} of a search spec at the top, the
 * section {@code space} as in a search spec, and {@code seed} (1 unless given). Relative paths start at the folder of the file
 * that names them.
 */
public final class TrainFileReader {
    private TrainFileReader() {}

    /**
     * Reads and checks the file.
     *
     * @throws llamanas.protocol.InvalidInputException with file, line, key, what was found and what was expected
     */
    public static TrainFile read(Path file) {
        ConfigObject object = Hocon.resolve(Hocon.parse(file), file);
        SpecSchema.TRAIN_FILE.check(object, "");
        Section root = new Section(object, "");
        TrainFile found = new TrainFile(
                PrepareReader.train(root, Hocon.folder(file), SpecRules.FLOAT32),
                SpaceReader.read(root.section("space")),
                root.seed("seed", 1));
        Stream.concat(PrepareRules.train("", found.train()), SpaceRules.violations(found.space()))
                .filter(Objects::nonNull)
                .findFirst()
                .ifPresent(violation -> {
                    throw root.complaint(violation.path(), violation.message());
                });
        return found;
    }
}
