package llamanas.config;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.StrategySpec;

/**
 * A strategy with settings as one word, {@code linas:population=20:predictor=ridge}: a name, then keys of the section
 * {@code strategy} of a search spec.
 */
public final class StrategyVariant {
    private StrategyVariant() {}

    /**
     * Reads and checks one; whether its values fit together is for {@link SpecRules}.
     *
     * @param common settings of all strategies; those of the word weigh more
     * @throws InvalidInputException with the word, the key, what was found and what was expected
     */
    public static StrategySpec read(String word, Map<String, String> common) {
        String[] parts = word.split(":", -1);
        Map<String, String> settings = new TreeMap<>(common);
        settings.put("name", parts[0]);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals < 1) {
                throw new InvalidInputException("strategy " + word + ": found '" + parts[i]
                        + "', expected KEY=VALUE, as in linas:population=20");
            }
            settings.put(parts[i].substring(0, equals), parts[i].substring(equals + 1));
        }
        String text = settings.entrySet().stream()
                .map(setting -> setting.getKey() + " = " + setting.getValue())
                .collect(Collectors.joining("\n"));
        Section section = new Section(
                ConfigFactory.parseString(text, ConfigParseOptions.defaults().setOriginDescription("strategy " + word))
                        .root(),
                "");
        section.check(SpecSchema.STRATEGY);
        return StrategyReader.read(section);
    }
}
