package llamanas.protocol.search;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import java.io.IOException;

/** Reads a flag that is false where it is missing, also by readers that insist on every other key: those who wrote before it was there. */
final class MissingIsFalse extends JsonDeserializer<Boolean> {
    @Override
    public Boolean deserialize(JsonParser parser, DeserializationContext context) throws IOException {
        return context.readValue(parser, boolean.class);
    }

    @Override
    public Boolean getAbsentValue(DeserializationContext context) {
        return false;
    }
}
