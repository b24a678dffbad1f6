/** Compares strategies on measurements that are all known beforehand: how much each has found after how many evaluations. */
@NullMarked
package llamanas.engine.search.race;

import org.jspecify.annotations.NullMarked;
