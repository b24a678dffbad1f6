/** The super-network: one set of weights, every sub-network a plan over it; layer importance. */
@NullMarked
package llamanas.workers.elastic;

import org.jspecify.annotations.NullMarked;
