package llamanas.engine.remote;

import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;

/** In the place of Akka's serializer for publish and subscribe, which no node uses, and which unpacks without a bound. */
public final class Unused extends SerializerWithStringManifest {
    /** That of Akka's own, so that no other message can have it. */
    private static final int IDENTIFIER = 9;

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object message) {
        return "";
    }

    @Override
    public byte[] toBinary(Object message) {
        throw new IllegalArgumentException("no node sends " + message.getClass().getName());
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        throw new NotSerializableException("found a message of publish and subscribe, expected none");
    }
}
