/** The LLaMA runtime: checkpoint and tokenizer readers, kernels, and the forward pass. */
@NullMarked
package llamanas.workers.llama;

import org.jspecify.annotations.NullMarked;
