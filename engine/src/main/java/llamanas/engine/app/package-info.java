/** The program: wires the other packages together. The only package that may import {@code llamanas.workers}. */
@NullMarked
package llamanas.engine.app;

import org.jspecify.annotations.NullMarked;
