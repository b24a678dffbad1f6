/** The vocabulary of llama-nas: immutable records with no logic beyond validation and exact arithmetic on shapes. */
@NullMarked
package llamanas.protocol;

import org.jspecify.annotations.NullMarked;
