package llamanas.engine.coordinator.event;

/** Marker: what may be written to the journal or a snapshot; serialised as Jackson CBOR. */
public interface JournalRecord {}
