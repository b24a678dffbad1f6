/** Puts the parts together; the one package of the engine that may see {@code llamanas.workers}. */
@NullMarked
package llamanas.engine.app;

import org.jspecify.annotations.NullMarked;
