package llamanas.protocol.wire;

/** Marker: the only messages that may cross the network between nodes; serialised as Jackson CBOR. */
public interface WireMessage {}
