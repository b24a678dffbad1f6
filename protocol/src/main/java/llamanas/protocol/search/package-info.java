/** What a search is asked for, what it measured, and how it stands. */
@NullMarked
package llamanas.protocol.search;

import org.jspecify.annotations.NullMarked;
