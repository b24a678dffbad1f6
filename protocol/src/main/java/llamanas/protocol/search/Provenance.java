package llamanas.protocol.search;

/**
 * Where a measurement comes from.
 *
 * @param worker name of the worker that made it
 * @param device for example {@code cpu} or {@code gpu:0}
 * @param dtype what was computed in
 * @param threads threads of one operation on a CPU
 * @param codeVersion version and commit of llama-nas
 * @param modelHash hash of the weights
 * @param dataHash hash of the task files in use
 * @param millis how long it took, in ms
 */
public record Provenance(
        String worker,
        String device,
        String dtype,
        int threads,
        String codeVersion,
        String modelHash,
        String dataHash,
        long millis) {}
