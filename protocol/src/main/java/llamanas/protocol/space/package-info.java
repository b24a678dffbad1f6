/** What can be searched: the shape of a network, its sub-networks, and the genes that choose among them. */
@NullMarked
package llamanas.protocol.space;

import org.jspecify.annotations.NullMarked;
