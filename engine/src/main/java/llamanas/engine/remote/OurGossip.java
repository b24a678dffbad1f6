package llamanas.engine.remote;

import akka.actor.ExtendedActorSystem;
import akka.cluster.protobuf.ClusterMessageSerializer;
import akka.cluster.protobuf.msg.ClusterMessages;
import akka.protobufv3.internal.InvalidProtocolBufferException;
import akka.serialization.SerializerWithStringManifest;
import java.io.NotSerializableException;

/**
 * The messages of cluster membership, two of which are packed: they are unpacked here once, up to a bound, before Akka's own
 * serializer does so without one. Its class is final.
 */
public final class OurGossip extends SerializerWithStringManifest {
    private static final String WELCOME = "W";
    private static final String ENVELOPE = "GE";

    private final ClusterMessageSerializer akka;

    /** Called by Akka. */
    public OurGossip(ExtendedActorSystem system) {
        this.akka = new ClusterMessageSerializer(system);
    }

    @Override
    public int identifier() {
        return akka.identifier();
    }

    @Override
    public String manifest(Object message) {
        return akka.manifest(message);
    }

    @Override
    public byte[] toBinary(Object message) {
        return akka.toBinary(message);
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
        if (manifest.contains(".")) {
            throw new NotSerializableException(
                    "found " + manifest + ", a name of Akka before 2.5.23, expected a short one");
        }
        if (manifest.equals(WELCOME)) {
            Packed.check(bytes, Packed.OF_CLUSTER);
        } else if (manifest.equals(ENVELOPE)) {
            Packed.check(gossip(bytes), Packed.OF_CLUSTER);
        }
        return akka.fromBinary(bytes, manifest);
    }

    private static byte[] gossip(byte[] envelope) throws NotSerializableException {
        try {
            return ClusterMessages.GossipEnvelope.parseFrom(envelope)
                    .getSerializedGossip()
                    .toByteArray();
        } catch (InvalidProtocolBufferException e) {
            NotSerializableException refused = new NotSerializableException("an envelope of gossip that is none");
            refused.initCause(e);
            throw refused;
        }
    }
}
