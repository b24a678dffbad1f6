/** Strategies over ask and tell, Pareto maths and predictors: pure, without actors, models, clock or I/O. */
@NullMarked
package llamanas.engine.search;

import org.jspecify.annotations.NullMarked;
