package llamanas.engine.output;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.cfg.MutableCoercionConfig;
import com.fasterxml.jackson.databind.deser.std.NumberDeserializers.DoubleDeserializer;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;

/**
 * The one way in which records become JSON over HTTP, in result files and on standard output. Unknown keys are refused. JSON has no number
 * that is not finite: null stands for those.
 */
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
            .addModule(new SimpleModule()
                    .addDeserializer(boolean.class, new Flag())
                    .addSerializer(double.class, new FiniteNumber())
                    .addSerializer(Double.class, new FiniteNumber()))
            .build();
    /** Takes null for NaN, as it was written. */
    private static final JsonMapper OURS = MAPPER.rebuild()
            .addModule(new SimpleModule("what was written here").addDeserializer(double.class, new NumberOrNull()))
            .withConfigOverride(Map.class, maps -> maps.setSetterInfo(JsonSetter.Value.forContentNulls(Nulls.SKIP)))
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
     * Reads one object that somebody sent.
     *
     * @throws InvalidInputException where the text is not JSON or does not fit the type
     */
    public static <T> T read(String json, Class<T> type) {
        return checked(() -> MAPPER.readValue(json, type));
    }

    /**
     * Reads what {@link #write} has written: NaN where null stands for a number, and nothing where it does in a map.
     *
     * @throws InvalidInputException where the text is not JSON or does not fit the type
     */
    public static <T> T readOurs(String json, Class<T> type) {
        return checked(() -> OURS.readValue(json, type));
    }

    /**
     * Reads an array that {@link #write} has written.
     *
     * @throws InvalidInputException where the text is not JSON or does not fit the type
     */
    public static <T> List<T> readOurList(String json, Class<T> type) {
        JavaType list = OURS.getTypeFactory().constructCollectionType(List.class, type);
        return checked(() -> OURS.readValue(json, list));
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

    /** Null where a number is not finite. */
    private static final class FiniteNumber extends StdSerializer<Double> {
        @Serial
        private static final long serialVersionUID = 1L;

        FiniteNumber() {
            super(Double.class);
        }

        @Override
        public void serialize(Double value, JsonGenerator to, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                to.writeNumber(value);
            } else {
                to.writeNull();
            }
        }
    }

    /** NaN where a number is null; one that is left out is refused, as everywhere. */
    private static final class NumberOrNull extends DoubleDeserializer {
        @Serial
        private static final long serialVersionUID = 1L;

        NumberOrNull() {
            super(Double.class, Double.NaN);
        }

        @Override
        public Object getAbsentValue(DeserializationContext context) throws JsonMappingException {
            return context.reportInputMismatch(this, "found no number, expected one, or null");
        }
    }

    @FunctionalInterface
    private interface Parse<T> {
        T run() throws JsonProcessingException;
    }
}
