package llamanas.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.protocol.search.TrainSpec;

/**
 * How a sub-network is recovered: by the file of {@code prepare --train} (see {@link TrainFileReader}), of which {@code space},
 * {@code schedule}, {@code subnetworks}, {@code teacher} and {@code balance} have no meaning here, by what the command line says,
 * which goes first, or by defaults alone.
 */
public final class RecoveryReader {
    private static final int STEPS = 200;

    private RecoveryReader() {}

    /**
     * Reads and checks.
     *
     * @param file in HOCON; without it defaults hold: text that the model writes, {@value #STEPS} steps
     * @param data files that go before those of the file; empty = what the file says
     * @param steps that go before those of the file
     * @param dtype what is computed in unless the file says otherwise
     * @throws llamanas.protocol.InvalidInputException with file, line, key, what was found and what was expected
     */
    public static RecoverySpec read(Optional<Path> file, List<Path> data, OptionalInt steps, String dtype) {
        Config said = file.map(Hocon::parse).orElseGet(ConfigFactory::empty);
        Config config = commandLine(data, steps)
                .withFallback(data.isEmpty() ? said : said.withoutPath("own-tokens"))
                .withFallback(ConfigFactory.parseMap(Map.of("steps", STEPS)));
        ConfigObject object = file.map(f -> Hocon.resolve(config, f)).orElseGet(config::root);
        SpecSchema.TRAIN_FILE.check(object, "");
        Section root = new Section(object, "");
        Path folder = file.map(Hocon::folder).orElseGet(() -> Path.of("").toAbsolutePath());
        TrainSpec train = PrepareReader.train(root, folder, dtype);
        PrepareRules.train("", train).filter(Objects::nonNull).findFirst().ifPresent(violation -> {
            throw root.complaint(violation.path(), violation.message());
        });
        return new RecoverySpec(train, root.seed("seed", 1));
    }

    private static Config commandLine(List<Path> data, OptionalInt steps) {
        Map<String, Object> said = new HashMap<>();
        said.put("teacher", TrainSpec.FROZEN);
        steps.ifPresent(count -> said.put("steps", count));
        if (!data.isEmpty()) {
            said.put(
                    "data",
                    data.stream().map(path -> path.toAbsolutePath().toString()).toList());
        }
        return ConfigFactory.parseMap(said, "the command line");
    }
}
