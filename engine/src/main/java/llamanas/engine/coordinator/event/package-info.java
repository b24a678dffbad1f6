/**
 * What the journal holds. FROZEN: stored events name these classes and fields. A field may be added where its absence in old
 * journals has a meaning; nothing may be renamed, moved or removed. A golden file per record (tests, {@code golden/})
 * proves that old journals load.
 */
@NullMarked
package llamanas.engine.coordinator.event;

import org.jspecify.annotations.NullMarked;
