/** HOCON to typed, validated settings and specs; unknown keys are refused by name. */
@NullMarked
package llamanas.config;

import org.jspecify.annotations.NullMarked;
