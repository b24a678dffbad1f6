/**
 * What may arrive at the cluster's port, which anybody who reaches it can write to: Akka's serializers with bounds on what they
 * unpack. {@code llamanas/akka.conf} puts them in the place of Akka's own.
 */
@NullMarked
package llamanas.engine.remote;

import org.jspecify.annotations.NullMarked;
