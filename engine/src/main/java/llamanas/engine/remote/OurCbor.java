package llamanas.engine.remote;

import akka.actor.ExtendedActorSystem;
import akka.serialization.ByteBufferSerializer;
import akka.serialization.jackson.JacksonObjectMapperProvider;
import akka.serialization.jackson.JacksonSerializer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Optional;
import llamanas.protocol.wire.WireMessage;

/**
 * Jackson CBOR for messages and for the journal, whose snapshots are packed. What comes from the network, which is what Akka
 * hands over in a {@link ByteBuffer}, is a {@link WireMessage} and never packed; what comes from the journal is unpacked up to
 * an eighth of the memory. Akka's own serializer of the same number unpacks whatever it gets.
 */
public final class OurCbor extends JacksonSerializer implements ByteBufferSerializer {
    private static final int SMALLEST_BOUND = 64 << 20;
    private static final int OF_MEMORY = 8;
    private static final String REMOTING = "akka.remote.";

    /**
     * Called by Akka.
     *
     * @param binding name of the serializer in the configuration
     */
    public OurCbor(ExtendedActorSystem system, String binding) {
        super(
                system,
                binding,
                JacksonObjectMapperProvider.get(system).getOrCreate(binding, Optional.of(new CBORFactory())));
    }

    @Override
    public void toBinary(Object message, ByteBuffer buffer) {
        try {
            buffer.put(objectMapper().writeValueAsBytes(message));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "can't write a " + message.getClass().getName(), e);
        }
    }

    @Override
    public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        if (isGZipped(bytes) || isLZ4(bytes) || !isWireMessage(manifest)) {
            throw new NotSerializableException("found " + (isGZipped(bytes) || isLZ4(bytes) ? "packed bytes" : manifest)
                    + " from the network, expected a message of ours");
        }
        return fromBinary(bytes, manifest);
    }

    private static boolean isWireMessage(String manifest) {
        try {
            ClassLoader loader = OurCbor.class.getClassLoader();
            return WireMessage.class.isAssignableFrom(Class.forName(manifest, false, loader));
        } catch (ClassNotFoundException e) {
            return false;
        }
    }

    /** Messages inside of Akka's own, a selection for example, come in an array too. Asked for packed bytes alone. */
    private static boolean isFromNetwork() {
        return StackWalker.getInstance()
                .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(REMOTING)));
    }

    @Override
    public byte[] decompress(byte[] bytes) {
        if (!isGZipped(bytes)) {
            return bytes;
        }
        if (isFromNetwork()) {
            throw new IllegalArgumentException("found packed bytes from the network, expected a message of ours");
        }
        long bound = Math.max(SMALLEST_BOUND, Runtime.getRuntime().maxMemory() / OF_MEMORY);
        return Packed.unpacked(bytes, (int) Math.min(bound, Integer.MAX_VALUE / 2));
    }
}
