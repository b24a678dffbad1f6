/** What can be searched in place of a model: tables of measurements that were made before, and analytic functions. */
@NullMarked
package llamanas.workers.standin;

import org.jspecify.annotations.NullMarked;
