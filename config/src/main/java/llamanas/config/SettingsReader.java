package llamanas.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;

/**
 * The settings of a node: llamanas-reference.conf, above it a file of the user, above that the flags of the command line.
 * Relative paths of a file start at its folder, all others at the working directory.
 */
public final class SettingsReader {
    private static final String DEFAULTS = "llamanas-reference.conf";
    private static final String FLAGS = "command line";
    private static final int MAX_PORT = 65_535;
    private static final String DATA = "{data}";
    private static final String TOKEN = "[A-Za-z0-9._~+/=-]{16,256}";

    private final Section root;

    private SettingsReader(Section root) {
        this.root = root;
    }

    /** The settings of a node without a file and without flags. */
    public static Settings defaults() {
        return read(Optional.empty(), Map.of());
    }

    /**
     * Reads and checks settings.
     *
     * @param file as {@code --config} names it
     * @param overrides values by path, for example {@code worker.device} to {@code gpu:0}; a number may be a text
     * @throws InvalidInputException with file, line, key, what was found and what was expected
     */
    public static Settings read(Optional<Path> file, Map<String, ?> overrides) {
        Config flags = ConfigFactory.parseMap(overrides, FLAGS);
        Config user = file.map(Hocon::parseSettings).orElseGet(ConfigFactory::empty);
        Config all = flags.withFallback(user).withFallback(Hocon.resource(DEFAULTS));
        ConfigObject object = Hocon.resolveSettings(all, file.orElse(Path.of(DEFAULTS)));
        SettingsSchema.SETTINGS.check(object, "");
        return new SettingsReader(new Section(object, "")).settings();
    }

    private Settings settings() {
        Path data = Path.of(root.path("data", Path.of("")));
        Settings.Http http = http(root.section("http"));
        Settings.Cluster cluster = cluster(root.section("cluster"));
        return new Settings(
                data,
                http,
                cluster,
                worker(root.section("worker")),
                files(root.section("files"), data, http, cluster),
                database(root.section("database"), data));
    }

    private static Settings.Http http(Section http) {
        return new Settings.Http(
                http.text("host"), http.whole("port", 0, MAX_PORT, "a port: 0 (any free one) to 65535"), token(http));
    }

    /** What was found is not repeated: a part of a token in a log is a part too many. */
    private static String token(Section http) {
        String token = http.textOrEmpty("token");
        if (!token.isEmpty() && !token.matches(TOKEN)) {
            throw http.complaint(
                    "token",
                    "found " + token.length() + " characters, expected 16 to 256 letters, digits and . _ ~ + / = -"
                            + " (for example what 'openssl rand -base64 32' prints), or \"\" for one that the node makes");
        }
        return token;
    }

    private static Settings.Cluster cluster(Section cluster) {
        String join = cluster.text("join");
        if (!join.matches("[^:\\s]+:\\d{1,5}|\\[[0-9a-fA-F:]+]:\\d{1,5}") || port(join) < 1 || port(join) > MAX_PORT) {
            throw cluster.bad("join", "HOST:PORT of the coordinator's node");
        }
        int port = cluster.whole("port", 0, MAX_PORT, "a port: 0 (any free one) to 65535");
        return new Settings.Cluster(cluster.text("host"), port, join);
    }

    private static int port(String address) {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    private static Settings.Worker worker(Section worker) {
        String device = worker.text("device");
        if (!device.matches("cpu|gpu:\\d{1,3}")) {
            throw worker.bad("device", "cpu, or gpu:N with the number of a GPU");
        }
        return new Settings.Worker(
                device,
                worker.whole("slots", 1, 1024, "evaluations at once: 1 to 1024"),
                worker.whole("threads", 0, 1024, "threads of one operation: 1 to 1024, or 0 (cores / slots)"));
    }

    /** Whoever reaches a port can name files in a spec; beyond loopback the user has to say which. */
    private static Settings.Files files(Section files, Path data, Settings.Http http, Settings.Cluster cluster) {
        List<Path> roots = files.isEmptyList("roots") ? List.of() : files.paths("roots", Path.of(""));
        if (roots.isEmpty() && !isLoopback(http.host())) {
            throw files.bad("roots", "the folders that specs may name, since http.host is " + http.host());
        }
        if (roots.isEmpty() && !isLoopback(cluster.host())) {
            throw files.bad("roots", "the folders that specs may name, since cluster.host is " + cluster.host());
        }
        String out = files.text("out");
        Path written = out.contains(DATA)
                ? Path.of(out.replace(DATA, data.toString())).normalize()
                : Path.of(files.path("out", Path.of("")));
        return new Settings.Files(roots, written);
    }

    /** By its spelling: asking the name service would make the answer depend on the network. */
    static boolean isLoopback(String host) {
        return host.equals("localhost") || host.matches("127(\\.\\d{1,3}){3}") || host.matches("\\[?::1]?");
    }

    private static Settings.Database database(Section database, Path data) {
        String url = database.text("url");
        if (!url.startsWith("jdbc:")) {
            throw database.bad("url", "a JDBC URL, jdbc:...");
        }
        if (url.contains(DATA) && data.toString().contains(";")) {
            throw new InvalidInputException("data: found " + data
                    + ", expected a path without ';', which ends the path in " + "the JDBC URL " + url);
        }
        return new Settings.Database(
                url.replace(DATA, data.toString()),
                database.textOrEmpty("user"),
                database.textOrEmpty("password"),
                database.text("driver"),
                database.text("profile"));
    }
}
