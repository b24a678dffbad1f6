package llamanas.workers.train;

/**
 * A piece of the corpus as the forward pass takes it: causal attention over all of it.
 *
 * @param ids {@code [block]}
 * @param counted {@code [block]}: whether the token at this position is a target, that is, whether the prediction from the
 *     position before it has a loss; never at position 0
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
public record TrainingBlock(int[] ids, boolean[] counted) {}
