package llamanas.config;

import java.nio.file.Path;
import java.util.List;

/**
 * Settings of one node, from {@code reference.conf}, a file given by the user, and flags, in rising order of weight.
 *
 * @param data folder for the journal, the results and logs
 */
public record Settings(Path data, Http http, Cluster cluster, Worker worker, Files files, Database database) {
    /**
     * Where the coordinator answers HTTP. Loopback unless the user says otherwise.
     *
     * @param token what callers have to know; empty for one that the node makes at its start
     */
    public record Http(String host, int port, String token) {
        /** With a token that the node makes. */
        public Http(String host, int port) {
            this(host, port, "");
        }

        /** Without the token. */
        @Override
        public String toString() {
            return "Http[host=" + host + ", port=" + port + "]";
        }
    }

    /**
     * Cluster membership.
     *
     * @param host address of this node's remoting; loopback by default
     * @param port its port; 0 picks a free one
     * @param join {@code host:port} of the coordinator's node
     */
    public record Cluster(String host, int port, String join) {}

    /**
     * The worker of this node.
     *
     * @param device {@code cpu} or {@code gpu:N}
     * @param slots evaluations at once, all on the same weights
     * @param threads threads of one operation on a CPU; 0 for cores divided by slots
     */
    public record Worker(String device, int slots, int threads) {}

    /**
     * Which files specs that come over the network may name.
     *
     * @param roots folders; empty allows every path, which is refused where HTTP or the cluster is not on loopback
     * @param out the folder below which a spec that came over HTTP may have a prepared model written
     */
    public record Files(List<Path> roots, Path out) {
        public Files {
            roots = List.copyOf(roots);
        }
    }

    /**
     * The journal.
     *
     * @param url JDBC URL; {@code {data}} in it stands for the data folder
     * @param profile Slick profile class
     */
    public record Database(String url, String user, String password, String driver, String profile) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Database[url=" + url + ", user=" + user + "]";
        }
    }
}
