package llamanas.engine.http;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * How many connections each address has, and how many there are. Beyond a bound a connection is told so; far beyond it there
 * is not even that. Thread-safe.
 */
final class Clients {
    /** What becomes of a connection. */
    enum Admission {
        SERVED,
        REFUSED,
        DROPPED
    }

    private final int ofOne;
    private final int ofAll;
    private final Map<InetAddress, Integer> connections = new HashMap<>();
    private int all;

    /**
     * Bounds.
     *
     * @param ofOne connections of one address that are served; as many more are answered that they are too many
     * @param ofAll connections at all
     */
    Clients(int ofOne, int ofAll) {
        this.ofOne = ofOne;
        this.ofAll = ofAll;
    }

    /** Counts a connection, which {@link #leave} has to follow unless it is dropped. */
    synchronized Admission enter(InetAddress client) {
        int before = connections.getOrDefault(client, 0);
        if (before >= 2 * ofOne || all >= ofAll) {
            return Admission.DROPPED;
        }
        connections.put(client, before + 1);
        all++;
        return before < ofOne ? Admission.SERVED : Admission.REFUSED;
    }

    synchronized void leave(InetAddress client) {
        all--;
        int left = connections.getOrDefault(client, 1) - 1;
        if (left == 0) {
            connections.remove(client);
        } else {
            connections.put(client, left);
        }
    }

    int ofOne() {
        return ofOne;
    }
}
