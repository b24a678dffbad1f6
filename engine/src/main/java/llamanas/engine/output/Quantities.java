package llamanas.engine.output;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import llamanas.protocol.search.Metrics;

/** Numbers as people read them: three or four digits that matter, with a unit. Machine formats use {@link #exact}. */
public final class Quantities {
    private static final List<String> UNITS = List.of("", " k", " M", " B", " T", " P");

    /** From here on numbers are written with an exponent. */
    private static final double LONGEST = 1e9;

    private Quantities() {}

    /** All digits; whole numbers without a point; empty where there is no number. */
    public static String exact(double value) {
        if (Double.isNaN(value)) {
            return "";
        }
        boolean whole = value == Math.rint(value) && Math.abs(value) < 1L << 53;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }

    /** As {@link #exact}, with six digits that matter. */
    public static String rounded(double value) {
        return Double.isFinite(value)
                ? exact(new BigDecimal(value).round(new MathContext(6)).doubleValue())
                : exact(value);
    }

    /** Three digits with a decimal unit: {@code 3.94 M}; whole below 1000. */
    public static String count(double value) {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= 999.5 && unit < UNITS.size() - 1) {
            scaled /= 1000;
            unit++;
        }
        int decimals = unit == 0 ? 0 : Math.max(0, 2 - (int) Math.log10(Math.max(1, Math.abs(scaled))));
        return fixed(scaled, decimals) + UNITS.get(unit);
    }

    /** Three digits with a decimal unit: {@code 18.4 MB}. */
    public static String bytes(double value) {
        String text = count(value);
        boolean plain = Math.abs(value) < 999.5;
        return plain ? text + " B" : text.replace("B", "G") + "B";
    }

    /** Megabytes without their unit: {@code 163.2}, {@code 18.37}. */
    static String megabytes(double value) {
        double millions = value / 1e6;
        return fixed(millions, millions < 100 ? 2 : 1);
    }

    /** {@code 12 s}, {@code 3 min 05 s}, {@code 2 h 10 min}; {@code -} where negative, which stands for unknown. */
    public static String duration(long millis) {
        if (millis < 0) {
            return "-";
        }
        Duration time = Duration.ofMillis(millis + 500);
        if (time.toMinutes() == 0) {
            return time.toSeconds() + " s";
        }
        return time.toHours() == 0
                ? String.format(Locale.ROOT, "%d min %02d s", time.toMinutes(), time.toSecondsPart())
                : String.format(Locale.ROOT, "%d h %02d min", time.toHours(), time.toMinutesPart());
    }

    /** A metric with the digits that its kind deserves; {@code -} where it is not measured. */
    public static String metric(String name, double value) {
        if (Double.isNaN(value)) {
            return "-";
        }
        if (Metrics.isCount(name)) {
            return name.endsWith(Metrics.BYTES) ? bytes(value) : count(value);
        }
        return fixed(value, decimals(name.substring(name.lastIndexOf('.') + 1)));
    }

    /** {@code 1.35x}. */
    public static String ratio(double value) {
        return Double.isNaN(value) ? "-" : fixed(value, 2) + "x";
    }

    /** With so many decimals, {@code 1.00e+155} where there would be a line of digits before them; {@code -} for NaN. */
    public static String fixed(double value, int decimals) {
        if (Double.isNaN(value)) {
            return "-";
        }
        return Math.abs(value) < LONGEST
                ? String.format(Locale.ROOT, "%." + decimals + "f", value)
                : String.format(Locale.ROOT, "%.2e", value);
    }

    private static int decimals(String metric) {
        if (metric.equals(Metrics.PERPLEXITY)) {
            return 2;
        }
        return metric.equals(Metrics.KL) ? 4 : 3;
    }
}
