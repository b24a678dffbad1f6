/** Models of a device: what a sub-network takes on it, without running it. */
@NullMarked
package llamanas.engine.search.device;

import org.jspecify.annotations.NullMarked;
