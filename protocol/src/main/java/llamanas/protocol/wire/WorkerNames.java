package llamanas.protocol.wire;

/** How workers are called. */
public final class WorkerNames {
    private static final String LOCAL = "local-";

    private WorkerNames() {}

    /**
     * The name of a worker that lives in the coordinator's own process, and so ends with it: what it had is lost for
     * certain when a restarted coordinator finds such a name in its journal.
     */
    public static String local(String unique) {
        return LOCAL + unique;
    }

    /** The name of a worker in a process of its own, which may outlive the coordinator's. */
    public static String remote(String unique) {
        return "worker-" + unique;
    }

    public static boolean isLocal(String name) {
        return name.startsWith(LOCAL);
    }
}
