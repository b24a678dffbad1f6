package llamanas.protocol.api;

/** A worker that is joined to the cluster, as the API shows it. */
public record WorkerRow(String name, String device, int slots, int running, String address) {}
