package llamanas.protocol;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamReadException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is wrong with a JSON text, for a message: where, and why as far as that tells nothing of a text that is no JSON at all. It may be
 * a file that whoever reads the message must not see.
 */
public final class JsonFault {
    /** How reasons begin that quote nothing, or no more than the key of what is JSON so far. */
    private static final List<String> HARMLESS = List.of("Duplicate field", "Unexpected end-of-input");

    /** Where Jackson begins to quote a text that is no value of a type. */
    private static final Pattern VALUE = Pattern.compile("( from String \"| \\('|\\[\").*");

    private static final int SHOWN = 200;

    private JsonFault() {}

    /** {@code line 3, column 7}, with the reason in front where it is more than that it is no JSON. */
    public static String of(JsonProcessingException e) {
        String reason = reason(e);
        String where = "line " + line(e) + ", column " + column(e);
        return reason.isEmpty() ? where : reason + " (" + where + ")";
    }

    /** The line, from 1. */
    public static int line(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? 1 : Math.max(at.getLineNr(), 1);
    }

    /** The column, from 1. */
    public static int column(JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        return at == null ? 1 : Math.max(at.getColumnNr(), 1);
    }

    /** The first line of the reason without values that it quotes; empty where it would quote what is no JSON. */
    public static String reason(JsonProcessingException e) {
        String message =
                String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
        boolean quotes = e instanceof StreamReadException && HARMLESS.stream().noneMatch(message::startsWith);
        String shown = VALUE.matcher(message).replaceFirst("");
        return quotes ? "" : shown.substring(0, Math.min(SHOWN, shown.length()));
    }
}
