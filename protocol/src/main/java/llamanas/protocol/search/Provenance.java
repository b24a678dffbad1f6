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
        long millis) {
    /** The same process, for something that it has made: in which dtype, the hashes of result and data, and how long it took. */
    public Provenance forResult(String madeIn, String made, String data, long took) {
        return new Provenance(worker, device, madeIn, threads, codeVersion, made, data, took);
    }
}
