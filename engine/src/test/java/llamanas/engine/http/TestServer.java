package llamanas.engine.http;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.typesafe.config.ConfigFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import llamanas.config.Settings;
import llamanas.engine.access.AccessToken;
import llamanas.engine.access.TestState;
import llamanas.engine.access.TokenFiles;

/** A real server on a free port with a fake coordinator behind it. */
public final class TestServer implements AutoCloseable {
    static final String TOKEN = "the-token-of-tests";
    public final FakeSearches searches = new FakeSearches();
    private final ActorTestKit akka = ActorTestKit.create(ConfigFactory.parseString(
                    "akka { actor.provider = local, loglevel = WARNING, coordinated-shutdown.exit-jvm = off }")
            .withFallback(ConfigFactory.load()));
    private final HttpServer server;
    private final TokenFiles files;

    public TestServer(Path... roots) {
        this.server = start("127.0.0.1", 0, roots);
        // Where commands in this process find it.
        this.files = TokenFiles.write(
                AccessToken.of(TOKEN), TestState.folder(), server.uri().getPort());
    }

    /** Another server of the same coordinator. */
    public HttpServer start(String host, int port, Path... roots) {
        return HttpServer.start(akka.system(), settings(host, port, roots), searches, AccessToken.of(TOKEN), "test");
    }

    public URI uri() {
        return server.uri();
    }

    private static Settings settings(String host, int port, Path... roots) {
        return new Settings(
                Path.of("unused"),
                new Settings.Http(host, port),
                new Settings.Cluster("127.0.0.1", 0, ""),
                new Settings.Worker("cpu", 1, 1),
                new Settings.Files(List.of(roots), Path.of("unused/models")),
                new Settings.Database("", "", "", "", ""));
    }

    @Override
    public void close() {
        files.close();
        server.close();
        akka.shutdownTestKit();
    }
}
