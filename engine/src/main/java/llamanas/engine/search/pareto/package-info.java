/** What is better than what: dominance, fronts, crowding and hypervolume. */
@NullMarked
package llamanas.engine.search.pareto;

import org.jspecify.annotations.NullMarked;
