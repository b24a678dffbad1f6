package llamanas.workers.llama;

import java.util.regex.Pattern;

/** Names of tensors as checkpoints in the wild have them, and what transformers makes of them. */
final class TensorNames {
    private static final String BASE = "model.";
    private static final String HEAD = "lm_head.";

    /** Follow from the config; old versions of transformers, and Meta's own files, stored them. */
    private static final Pattern BUFFER =
            Pattern.compile("(.*\\.)?(rotary_emb\\.(original_)?inv_freq|rotary_emb\\.(cos|sin)_cached|rope\\.freqs)");

    private TensorNames() {}

    /** Whether it holds what follows from the config, so that nobody reads it. */
    static boolean isBuffer(String name) {
        return BUFFER.matcher(name).matches();
    }

    /**
     * The name in {@link CheckpointLayout}: models that were saved without their head lack the prefix {@code model.}, wrapped ones have
     * it twice.
     */
    static String canonical(String name) {
        String bare = name;
        while (bare.startsWith(BASE)) {
            bare = bare.substring(BASE.length());
        }
        return bare.startsWith(HEAD) ? bare : BASE + bare;
    }
}
