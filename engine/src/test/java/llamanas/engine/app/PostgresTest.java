package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import llamanas.config.Settings;
import llamanas.engine.app.OutageRun.Found;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.store.JournalDatabase;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The journal in a real PostgreSQL server. */
class PostgresTest {
    private static final String KILL =
            "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'llama-nas %'";

    private PostgresServer server;

    @TempDir
    private Path data;

    @BeforeEach
    void start() throws Exception {
        server = PostgresServer.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private Node node(int millis) {
        return OutageRun.node(server.settings(data), millis, ConfigFactory.empty());
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(server.url(), "llamanas", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 60})
    void aServerThatIsStoppedForAWhileIsWaitedFor(int seconds, @TempDir Path folder) throws Exception {
        Found undisturbed;
        try (Node node = OutageRun.node(Fixtures.settings(folder, 0, 0, 2), 0, ConfigFactory.empty())) {
            undisturbed = OutageRun.finish(OutageRun.start(node));
        }
        try (Node node = node(20)) {
            SearchService searches = OutageRun.start(node);
            OutageRun.await(searches, status -> status.done() >= 12);
            assertThat(searches.trouble()).isEmpty();
            server.stop();
            OutageRun.awaitTrouble(searches, Optional::isPresent);
            assertThat(searches.trouble().orElseThrow()).contains(server.url());
            Thread.sleep(TimeUnit.SECONDS.toMillis(seconds));
            server.begin();
            assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
            OutageRun.awaitTrouble(searches, Optional::isEmpty);
        }
    }

    @Test
    void oneServerHasOneCoordinator(@TempDir Path other) throws Exception {
        Settings second = server.settings(other);
        try (Node node = node(20)) {
            SearchService searches = OutageRun.start(node);
            assertThatThrownBy(() -> JournalDatabase.open(second))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("in use by another coordinator")
                    .hasMessageContaining("127.0.0.1");

            execute(KILL + " and application_name like '% lock'");
            OutageRun.finish(searches);
            // A quick search can end before the loss is noticed, so that there is no trouble to wait for yet.
            awaitLock("granted");
            OutageRun.awaitTrouble(searches, Optional::isEmpty);
            assertThatThrownBy(() -> JournalDatabase.open(second))
                    .as("the lock is taken again")
                    .isInstanceOf(InvalidInputException.class);
        }
        JournalDatabase.open(second).close();
    }

    /** A stranger gets the lock when the connections of the first are gone: as if it had been away for long. */
    @Test
    void aCoordinatorThatLosesTheJournalToAnotherEndsWithCode1AndTheReason() throws Exception {
        Path config = Files.writeString(
                data.resolve("postgres.conf"),
                """
                database {
                  url = "%s", user = llamanas, driver = org.postgresql.Driver, profile = "slick.jdbc.PostgresProfile$"
                }
                """
                        .formatted(server.url()));
        try (Program node = Program.start(
                data.resolve("output"),
                "node",
                "--role=coordinator",
                "--port=0",
                "--http-port=0",
                "--config=" + config,
                "--data=" + data.resolve("data"))) {
            node.client();
            try (Connection rival = DriverManager.getConnection(server.url(), "llamanas", "");
                    Statement statement = rival.createStatement()) {
                CompletableFuture<Void> killed = CompletableFuture.runAsync(this::kill);
                // Waits in the server's queue for the lock, and so gets it first.
                statement.execute("select pg_advisory_lock(" + 0x6C6E6173 + ")");
                assertThat(node.await()).isEqualTo(1);
                killed.join();
            }
            assertThat(node.err())
                    .contains("llama-nas: the journal in " + server.url() + " is lost")
                    .contains("a coordinator on 127.0.0.1 has it")
                    .doesNotContain("unexpected failure")
                    .doesNotContain("\tat ");
        }
    }

    /** Ends the coordinator's connections when somebody waits for the lock. */
    private void kill() {
        try {
            awaitLock("not granted");
            execute(KILL);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** @param state {@code granted}, or {@code not granted} where somebody is to wait for it */
    private void awaitLock(String state) throws Exception {
        try (Connection connection = DriverManager.getConnection(server.url(), "llamanas", "");
                PreparedStatement count = connection.prepareStatement(
                        "select count(*) > 0 from pg_locks where locktype = 'advisory' and " + state)) {
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
            while (System.nanoTime() < end) {
                try (ResultSet row = count.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        return;
                    }
                }
                Program.pause();
            }
        }
        throw new AssertionError("in two minutes no lock was " + state);
    }

    /** The connections of a holder whose lock is gone can write no more: the next one ends them, and new ones are refused. */
    @Test
    void whoTakesTheLockEndsTheConnectionsOfTheOneBefore(@TempDir Path other) throws Exception {
        List<String> lost = new CopyOnWriteArrayList<>();
        try (JournalDatabase first = JournalDatabase.open(server.settings(data))) {
            String url = first.akkaConfig().getString("akka-persistence-jdbc.shared-databases.slick.db.url");
            String admission =
                    first.akkaConfig().getString("akka-persistence-jdbc.shared-databases.slick.db.connectionInitSql");
            try (Connection pooled = DriverManager.getConnection(url, "llamanas", "");
                    Statement statement = pooled.createStatement()) {
                statement.execute(admission);
                execute(KILL + " and application_name like '% lock'");
                try (JournalDatabase second = JournalDatabase.open(server.settings(other))) {
                    assertThatThrownBy(() -> statement.execute("select 1")).hasMessageContaining("terminating");
                    try (Connection late = DriverManager.getConnection(url, "llamanas", "");
                            Statement refused = late.createStatement()) {
                        assertThatThrownBy(() -> refused.execute(admission))
                                .hasMessageContaining("does not have the lock");
                    }
                    first.watch(lost::add);
                    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
                    while (lost.isEmpty() && System.nanoTime() < end) {
                        Thread.sleep(20);
                    }
                    assertThat(lost).hasSize(1);
                    assertThat(second.trouble()).isEmpty();
                }
            }
        }
    }
}
