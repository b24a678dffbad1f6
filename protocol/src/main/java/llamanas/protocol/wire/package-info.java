/** Messages between coordinator and workers; the only package of this module that sees Akka. */
@NullMarked
package llamanas.protocol.wire;

import org.jspecify.annotations.NullMarked;
