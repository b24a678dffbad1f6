/** Journal set-up, schema migration, and the files in which results are kept. */
@NullMarked
package llamanas.engine.store;

import org.jspecify.annotations.NullMarked;
