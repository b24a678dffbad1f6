/** What HTTP and the command line exchange as JSON. */
@NullMarked
package llamanas.protocol.api;

import org.jspecify.annotations.NullMarked;
