/** The event-sourced coordinator of each search, and the dispatch of its work. */
@NullMarked
package llamanas.engine.coordinator;

import org.jspecify.annotations.NullMarked;
