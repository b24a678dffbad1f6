/** Whose a node is: folders that belong to one account alone, and the token that only this account can read. */
@NullMarked
package llamanas.engine.access;

import org.jspecify.annotations.NullMarked;
