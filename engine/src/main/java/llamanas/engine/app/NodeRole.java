package llamanas.engine.app;

import java.util.List;

/** What a node of the cluster does. */
public enum NodeRole {
    /** Both in one process: the embedded default. */
    ALL,
    COORDINATOR,
    WORKER;

    /** Roles of the cluster member. */
    List<String> clusterRoles() {
        return switch (this) {
            case ALL -> List.of("coordinator", "worker");
            case COORDINATOR -> List.of("coordinator");
            case WORKER -> List.of("worker");
        };
    }

    public boolean coordinates() {
        return this != WORKER;
    }

    public boolean works() {
        return this != COORDINATOR;
    }
}
