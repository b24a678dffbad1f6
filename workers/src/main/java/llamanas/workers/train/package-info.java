/** Training: the data that a super-network is fine-tuned on, and the fine-tuning. */
@NullMarked
package llamanas.workers.train;

import org.jspecify.annotations.NullMarked;
