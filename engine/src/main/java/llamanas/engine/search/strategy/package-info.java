/** Who proposes what to measure next: one strategy is one class over ask and tell. */
@NullMarked
package llamanas.engine.search.strategy;

import org.jspecify.annotations.NullMarked;
