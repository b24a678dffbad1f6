/** Gradient-based search: relaxed gates over the choices of a search space, trained on the frozen super-network. */
@NullMarked
package llamanas.workers.gates;

import org.jspecify.annotations.NullMarked;
