/** The journal on disk: opening, locking and migrating its database; and what is saved beside it. */
@NullMarked
package llamanas.engine.store;

import org.jspecify.annotations.NullMarked;
