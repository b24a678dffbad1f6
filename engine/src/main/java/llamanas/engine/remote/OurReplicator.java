package llamanas.engine.remote;

import akka.actor.ExtendedActorSystem;
import akka.cluster.ddata.protobuf.ReplicatorMessageSerializer;

/** The messages by which nodes find each other's actors, unpacked up to a bound. */
public final class OurReplicator extends ReplicatorMessageSerializer {
    /** Called by Akka. */
    public OurReplicator(ExtendedActorSystem system) {
        super(system);
    }

    @Override
    public byte[] decompress(byte[] bytes) {
        return Packed.unpacked(bytes, Packed.OF_CLUSTER);
    }
}
