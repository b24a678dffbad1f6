package llamanas.protocol.wire;

import java.util.regex.Pattern;

/** How workers are called. */
public final class WorkerNames {
    private static final String LOCAL = "local-";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

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

    /**
     * Names are printed and kept in the journal.
     *
     * @throws IllegalArgumentException for one that none of our workers has
     */
    static void check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("a worker's name of " + name.length()
                    + " characters, expected 1 to 64 letters, digits, '.', '_' and '-'");
        }
    }

    public static boolean isLocal(String name) {
        return name.startsWith(LOCAL);
    }
}
