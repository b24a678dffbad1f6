/** What people and programs read: JSON, CSV, aligned tables, numbers with units. No Akka, no network. */
@NullMarked
package llamanas.engine.output;

import org.jspecify.annotations.NullMarked;
