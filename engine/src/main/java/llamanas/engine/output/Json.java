package llamanas.engine.output;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.util.List;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;

/** The one way in which records become JSON over HTTP, in result files and on standard output. Unknown keys are refused. */
public final class Json {
    private static final int DEEPEST = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(factory())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfigDefaults(Json::takeNothingElse)
            .withCoercionConfig(LogicalType.Textual, Json::takeNothingElse)
            // 3 is a real number as well.
            .withCoercionConfig(
                    LogicalType.Float,
                    floats -> floats.setCoercion(CoercionInputShape.Integer, CoercionAction.TryConvert))
            .addModule(new SimpleModule().addDeserializer(boolean.class, new Flag()))
            .build();
    private static final ObjectWriter PRETTY = MAPPER.writerWithDefaultPrettyPrinter();

    private Json() {}

    /** Where a text, a flag or nothing stands for a value of another kind, somebody meant something that we don't know. */
    private static void takeNothingElse(MutableCoercionConfig config) {
        config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
    }

    private static JsonFactory factory() {
        StreamReadConstraints bounds =
                StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build();
        return JsonFactory.builder().streamReadConstraints(bounds).build();
    }

    /** On one line. */
    public static String write(Object value) {
        return write(MAPPER.writer(), value);
    }

    /** Indented, for one object that a person may read. Ends with a line feed. */
    public static String writePretty(Object value) {
        return write(PRETTY, value) + "\n";
    }

    /** An array with one element a line: valid JSON that {@code grep} and {@code diff} can work with. */
    public static String writeLines(List<?> values) {
        return values.isEmpty()
                ? "[]\n"
                : values.stream().map(Json::write).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    /**
     * Reads one object.
     *
     * @throws InvalidInputException where the text is not JSON or does not fit the type
     */
    public static <T> T read(String json, Class<T> type) {
        return checked(() -> MAPPER.readValue(json, type));
    }

    /**
     * Reads an array.
     *
     * @throws InvalidInputException where the text is not JSON or does not fit the type
     */
    public static <T> List<T> readList(String json, Class<T> type) {
        JavaType list = MAPPER.getTypeFactory().constructCollectionType(List.class, type);
        return checked(() -> MAPPER.readValue(json, list));
    }

    private static String write(ObjectWriter writer, Object value) {
        try {
            return writer.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("can't write " + value.getClass().getName() + " as JSON", e);
        }
    }

    private static <T> T checked(Parse<T> parse) {
        try {
            T value = parse.run();
            if (value == null) {
                throw new InvalidInputException("the JSON is empty or null; expected an object");
            }
            return value;
        } catch (UnrecognizedPropertyException e) {
            throw new InvalidInputException(
                    "unknown key '" + e.getPropertyName() + "' at " + JsonPaths.of(e.getPath()) + "; known keys: "
                            + e.getKnownPropertyIds(),
                    e);
        } catch (JsonProcessingException e) {
            if (e.getCause() instanceof InvalidInputException refused) {
                throw refused;
            }
            throw new InvalidInputException("the JSON can't be used: " + JsonPaths.describe(e), e);
        }
    }

    @FunctionalInterface
    private interface Parse<T> {
        T run() throws JsonProcessingException;
    }
}
