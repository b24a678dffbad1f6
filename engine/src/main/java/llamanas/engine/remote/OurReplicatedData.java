package llamanas.engine.remote;

import akka.actor.ExtendedActorSystem;
import akka.cluster.ddata.protobuf.ReplicatedDataSerializer;

/** The data by which nodes find each other's actors, unpacked up to a bound. */
public final class OurReplicatedData extends ReplicatedDataSerializer {
    /** Called by Akka. */
    public OurReplicatedData(ExtendedActorSystem system) {
        super(system);
    }

    @Override
    public byte[] decompress(byte[] bytes) {
        return Packed.unpacked(bytes, Packed.OF_CLUSTER);
    }
}
