package llamanas.engine.cli;

import llamanas.protocol.StoppedException;

/** The end of this process, as far as somebody asked for it: by Ctrl-C, SIGTERM, or an exit that is under way. */
public final class Shutdown {
    private Shutdown() {}

    /** Whether it has begun. It has before the first hook runs, so nothing that a hook brings about comes too early for this. */
    public static boolean hasBegun() {
        Thread probe = new Thread(() -> {}, "probe");
        try {
            Runtime.getRuntime().addShutdownHook(probe);
        } catch (IllegalStateException e) {
            return true;
        }
        remove(probe);
        return false;
    }

    /**
     * Has a thread run when it begins.
     *
     * @throws StoppedException where it has begun
     */
    public static void add(Thread hook) {
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            throw new StoppedException("stopped before it began", e);
        }
    }

    /** Takes a hook back, unless it runs already. */
    public static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It has begun: the hook is on its own.
            return;
        }
    }
}
