/** Successive halving over growing shares of the data: who is surely dominated, and what to believe of those who are. */
@NullMarked
package llamanas.engine.search.fidelity;

import org.jspecify.annotations.NullMarked;
