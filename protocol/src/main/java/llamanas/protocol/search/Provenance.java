package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

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
 * @param instructionSets of the CPU, separated by spaces: another one may round differently; null on a GPU, in what was made
 *     before this was noted, and where nobody says
 */
public record Provenance(
        String worker,
        String device,
        String dtype,
        int threads,
        String codeVersion,
        String modelHash,
        String dataHash,
        long millis,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String instructionSets) {
    /**
     * Texts are shared: a search holds a provenance for each of its evaluations, nearly all of which say the same, and
     * each of which was read from a message or a journal.
     */
    public Provenance {
        worker = shared(worker);
        device = shared(device);
        dtype = shared(dtype);
        codeVersion = shared(codeVersion);
        modelHash = shared(modelHash);
        dataHash = shared(dataHash);
        instructionSets = instructionSets == null ? null : instructionSets.intern();
    }

    /** Of what no CPU has computed, or none that is known. */
    public Provenance(
            String worker,
            String device,
            String dtype,
            int threads,
            String codeVersion,
            String modelHash,
            String dataHash,
            long millis) {
        this(worker, device, dtype, threads, codeVersion, modelHash, dataHash, millis, null);
    }

    /** The same on a CPU with these instruction sets. */
    public Provenance withInstructionSets(@Nullable String sets) {
        return new Provenance(worker, device, dtype, threads, codeVersion, modelHash, dataHash, millis, sets);
    }

    /** Fields that an old journal lacks arrive as null, and stay so. */
    private static String shared(String text) {
        return text == null ? text : text.intern();
    }

    /** The same process, for something that it has made: in which dtype, the hashes of result and data, and how long it took. */
    public Provenance forResult(String madeIn, String made, String data, long took) {
        return new Provenance(worker, device, madeIn, threads, codeVersion, made, data, took, instructionSets);
    }
}
