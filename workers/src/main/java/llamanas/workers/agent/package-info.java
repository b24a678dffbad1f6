/** The worker actor: pulls work, runs it on its device, reports until acknowledged. */
@NullMarked
package llamanas.workers.agent;

import org.jspecify.annotations.NullMarked;
