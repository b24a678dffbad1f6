/** Evaluation tasks: reading data, packing it into batches once, and scoring a sub-network on it. */
@NullMarked
package llamanas.workers.tasks;

import org.jspecify.annotations.NullMarked;
