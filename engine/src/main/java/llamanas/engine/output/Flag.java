package llamanas.engine.output;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/** A flag that JSON leaves out is off, as it was before there was such a flag; one that is null is refused, as numbers are. */
final class Flag extends StdScalarDeserializer<Boolean> {
    private static final long serialVersionUID = 1;

    Flag() {
        super(boolean.class);
    }

    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return _parseBooleanPrimitive(parser, context);
    }

    @Override
    public Boolean getAbsentValue(DeserializationContext context) {
        return false;
    }

    @Override
    public Boolean getNullValue(DeserializationContext context) throws JsonMappingException {
        return context.reportInputMismatch(this, "Cannot map `null` into type boolean");
    }
}
