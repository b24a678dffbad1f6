package llamanas.engine.output;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.List;

/** Says where in a JSON text something is wrong, without Jackson's class names. */
final class JsonPaths {
    private JsonPaths() {}

    /** For example {@code spec.tasks[0].name}. */
    static String of(List<JsonMappingException.Reference> path) {
        StringBuilder text = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() == null) {
                text.append('[').append(step.getIndex()).append(']');
            } else {
                text.append(text.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return text.isEmpty() ? "the top" : text.toString();
    }

    static String describe(JsonProcessingException problem) {
        String where = problem instanceof JsonMappingException mapping
                        && !mapping.getPath().isEmpty()
                ? " at " + of(mapping.getPath())
                : position(problem.getLocation());
        return firstLine(rootMessage(problem)) + where;
    }

    /** A list that is missing fails inside of the record with a bare NullPointerException, a number in Jackson's own words. */
    private static String rootMessage(JsonProcessingException problem) {
        boolean absent = problem.getCause() instanceof NullPointerException
                || problem.getOriginalMessage().startsWith("Cannot map `null`");
        return absent ? "a required key is missing or null" : problem.getOriginalMessage();
    }

    private static String position(JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        String line = end < 0 ? message : message.substring(0, end);
        return line.replaceAll("`?(?:[a-z]+\\.)+([A-Z]\\w*)`?", "$1");
    }
}
