/** Measures what the runtime reaches on a device, beside the device's own limits measured in the same run. */
@NullMarked
package llamanas.workers.measure;

import org.jspecify.annotations.NullMarked;
