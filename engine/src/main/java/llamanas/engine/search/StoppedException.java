package llamanas.engine.search;

/**
 * A computation ends before its time, because somebody interrupted its thread. What may take long asks once a round, which costs
 * as much as reading a field; nothing else is different, so that what is not interrupted comes to the same as ever.
 */
public final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoppedException() {
        super("stopped by an interrupt");
    }

    /** Ends the computation where its thread is interrupted; the thread stays so, for whoever interrupted it to clear. */
    public static void ifInterrupted() {
        if (Thread.currentThread().isInterrupted()) {
            throw new StoppedException();
        }
    }
}
