package llamanas.config;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import llamanas.protocol.InvalidInputException;

/** Numbers as people say them: {@code 4M}, {@code 3.3B}. */
public final class Amounts {
    private static final Pattern NUMBER = Pattern.compile("(-?[0-9.]+(?:[eE][-+]?[0-9]+)?)([KMBkmb]?)");

    private static final Map<String, Long> UNITS = Map.of("", 1L, "K", 1_000L, "M", 1_000_000L, "B", 1_000_000_000L);

    /** Digits that nobody writes: reading a million of them takes a minute. */
    private static final int LONGEST = 100;

    private Amounts() {}

    /** The number; empty where the text is none. */
    public static Optional<BigDecimal> parse(String text) {
        Matcher matcher = NUMBER.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            return Optional.empty();
        }
        try {
            BigDecimal number = new BigDecimal(matcher.group(1));
            return Optional.of(number.multiply(BigDecimal.valueOf(unit(matcher.group(2)))));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /**
     * A metric with a number: {@code parameters=3.3M}.
     *
     * @param source the option or parameter that says it, for messages
     * @throws InvalidInputException where it is not that
     */
    public static Map.Entry<String, Double> ofMetric(String source, String text) {
        int equals = text.indexOf('=');
        Optional<BigDecimal> number = equals < 1 ? Optional.empty() : parse(text.substring(equals + 1));
        return number.map(value -> Map.entry(text.substring(0, equals), value.doubleValue()))
                .orElseThrow(() -> new InvalidInputException(
                        source + ": found '" + text + "', expected METRIC=NUMBER, for example parameters=3.3M"));
    }

    private static long unit(String suffix) {
        return UNITS.getOrDefault(suffix.toUpperCase(Locale.ROOT), 1L);
    }
}
