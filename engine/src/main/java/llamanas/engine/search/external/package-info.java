/** Problems from outside, whose measurements are computed in no time: what strategies are compared on. */
@NullMarked
package llamanas.engine.search.external;

import org.jspecify.annotations.NullMarked;
