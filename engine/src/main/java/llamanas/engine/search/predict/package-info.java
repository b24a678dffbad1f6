/** Predicts what a measurement would give from those that were made. */
@NullMarked
package llamanas.engine.search.predict;

import org.jspecify.annotations.NullMarked;
