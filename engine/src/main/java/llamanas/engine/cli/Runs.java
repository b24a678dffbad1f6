package llamanas.engine.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What the process of a command is. Every command below the program itself says so, and the launcher starts java accordingly:
 * {@code warm-up} tells it.
 */
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Runs {
    Kind value();

    /** The two kinds of processes. */
    enum Kind {
        /** Asks a coordinator and ends: has to start at once, and loads neither Akka nor DJL. */
        CLIENT,
        /** Computes for longer, on all cores and with as much memory as there is. */
        COMPUTING
    }
}
