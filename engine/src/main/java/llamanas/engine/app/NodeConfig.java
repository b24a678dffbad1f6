package llamanas.engine.app;

import akka.actor.Address;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.Map;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;

/** From a node's settings to the configuration of its actor system. */
final class NodeConfig {
    /** Name of the actor system on every node: nodes of one cluster have to agree on it. */
    static final String SYSTEM = "llama-nas";

    private NodeConfig() {}

    /** {@code llamanas/akka.conf} with the settings above it and Akka's own defaults below. */
    static Config akka(Settings settings, NodeRole role) {
        Map<String, Object> ours = Map.of(
                "akka.remote.artery.canonical.hostname", settings.cluster().host(),
                "akka.remote.artery.canonical.port", settings.cluster().port(),
                "akka.cluster.roles", role.clusterRoles());
        ConfigParseOptions required = ConfigParseOptions.defaults().setAllowMissing(false);
        return ConfigFactory.parseMap(ours, "settings")
                .withFallback(
                        ConfigFactory.parseResources(NodeConfig.class.getClassLoader(), "llamanas/akka.conf", required))
                .withFallback(ConfigFactory.defaultReference(NodeConfig.class.getClassLoader()));
    }

    /** The coordinator's address in the cluster. */
    static Address seed(Settings settings) {
        String join = settings.cluster().join();
        int colon = join.lastIndexOf(':');
        try {
            int port = Integer.parseInt(join.substring(colon + 1));
            if (colon > 0 && port > 0 && port <= 0xFFFF) {
                return new Address("akka", SYSTEM, join.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw badJoin(join);
        }
        throw badJoin(join);
    }

    private static InvalidInputException badJoin(String join) {
        return new InvalidInputException("cluster.join is '" + join
                + "', where host:port of the coordinator's node is expected, for example 10.0.0.1:25520");
    }
}
