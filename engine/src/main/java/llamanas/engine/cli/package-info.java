/**
 * The commands that speak HTTP to a coordinator. They never join the cluster, and nothing here loads Akka or DJL, so that
 * they start at once.
 */
@NullMarked
package llamanas.engine.cli;

import org.jspecify.annotations.NullMarked;
