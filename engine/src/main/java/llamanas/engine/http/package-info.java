/** The coordinator's HTTP API: routes, who may call them, which files they may name. */
@NullMarked
package llamanas.engine.http;

import org.jspecify.annotations.NullMarked;
