package llamanas.engine.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import llamanas.config.Settings;
import llamanas.engine.coordinator.JournalState;
import llamanas.engine.coordinator.Outage;
import llamanas.protocol.InvalidInputException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The database that holds the journal: made, migrated and checked before anybody writes to it, and held by one connection until
 * {@link #close}, so that no other coordinator can have it in between ({@link JournalLock}). Where it can't be written for
 * a while, all goes on when it can be again: writes to an H2 file wait ({@link PatientFiles}), connections to a server are
 * made anew ({@link JournalWatch}).
 *
 * <p>H2 by default gathers writes for 500 ms; a process that is killed then loses commits that it has confirmed. With
 * {@code WRITE_DELAY=0} a commit returns when the operating system has it, so that it survives the process. (To survive a
 * power cut, use PostgreSQL.) Events are BLOBs of half a kilobyte; kept in their rows rather than in a table of their own, as
 * H2 does from 256 bytes on, commits are twice as fast. {@code AUTO_SERVER} is never set: two coordinators on one journal would ruin it.
 */
public final class JournalDatabase implements JournalState, AutoCloseable {
    private static final String H2 = "jdbc:h2:";
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MAX_LENGTH_INPLACE_LOB=8192";
    private static final String H2_SUFFIX = ".mv.db";
    private static final String POSTGRES = "jdbc:postgresql:";

    /** So that a server that vanished without a word is noticed; seconds. What the user's URL says counts. */
    private static final Map<String, String> POSTGRES_TIMEOUTS =
            Map.of("connectTimeout", "5", "loginTimeout", "5", "socketTimeout", "60", "tcpKeepAlive", "true");

    private static final Logger LOG = LoggerFactory.getLogger(JournalDatabase.class);

    private final Settings settings;
    private final String url;
    private final Properties login;
    private final Optional<AdvisoryLock> advisory;
    private final JournalLock lock;
    private final Outage outage;
    private @Nullable JournalWatch watch;

    private JournalDatabase(Settings settings) {
        this.settings = settings;
        this.url = url(settings);
        this.login = login(settings.database(), url);
        this.advisory = isH2() ? Optional.empty() : Optional.of(new AdvisoryLock());
        this.lock = new JournalLock(url, login, advisory);
        this.outage = new Outage(LOG, "the journal in " + where() + " can't be written", Clock.systemUTC());
    }

    /**
     * Opens the database, and brings its schema up to date.
     *
     * @throws InvalidInputException where the data folder can't be used, another process has the database, the server does not
     *     answer, its schema is not ours, the file is damaged, or the journal is empty beside results of searches
     */
    public static JournalDatabase open(Settings settings) {
        createFolder(settings.data());
        JournalDatabase journal = new JournalDatabase(settings);
        journal.take();
        try {
            journal.migrate();
            journal.check();
        } catch (RuntimeException e) {
            journal.lock.close();
            throw e;
        }
        if (journal.isH2()) {
            PatientFiles.begin(journal.h2File(), journal.outage);
        }
        return journal;
    }

    private static void createFolder(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new InvalidInputException(
                    "data folder " + folder + " can't be made: " + e + "; choose another one with --data", e);
        }
    }

    private static String url(Settings settings) {
        String url = settings.database()
                .url()
                .replace("{data}", settings.data().toAbsolutePath().toString());
        if (url.startsWith(H2)) {
            PatientFiles.register();
            return H2 + PatientFiles.SCHEME + ":" + url.substring(H2.length()) + H2_OPTIONS;
        } else if (url.startsWith(POSTGRES)) {
            return url;
        }
        throw new InvalidInputException(
                "database.url " + url + " is neither " + H2 + ".. nor " + POSTGRES + ".., the ones that have a schema");
    }

    private static Properties login(Settings.Database database, String url) {
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password());
        if (url.startsWith(POSTGRES)) {
            POSTGRES_TIMEOUTS.forEach(login::setProperty);
        }
        return login;
    }

    private boolean isH2() {
        return url.startsWith(H2);
    }

    /** As H2 names it, {@code patient:file:/data/journal.mv.db}. */
    private String h2File() {
        return url.substring(H2.length(), url.indexOf(';')) + H2_SUFFIX;
    }

    private Path file() {
        return Path.of(h2File().replaceFirst("^([a-z]+:)+", ""));
    }

    /** For people: without options, which may hold a password. */
    private String where() {
        int options = url.indexOf('?');
        return isH2() ? file().toString() : options < 0 ? url : url.substring(0, options);
    }

    private void take() {
        Settings.Database database = settings.database();
        try {
            Class.forName(database.driver());
            if (isH2()) {
                JournalChecks.checkFile(settings, file());
            }
            lock.take();
        } catch (ClassNotFoundException e) {
            throw new InvalidInputException("database.driver " + database.driver() + " is not on the class path", e);
        } catch (JournalInUseException e) {
            throw inUse(e);
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    private InvalidInputException inUse(JournalInUseException e) {
        return new InvalidInputException(
                isH2()
                        ? "data folder " + settings.data() + " is in use by another llama-nas process;"
                                + " stop that one, or choose another folder with --data"
                        : "database " + where() + " is in use by another coordinator: " + e.getMessage()
                                + "; stop that one, or use another database (database.url)",
                e);
    }

    private InvalidInputException unusable(SQLException e) {
        return isH2() && JournalChecks.isDamage(e)
                ? JournalChecks.damaged(file(), e)
                : new InvalidInputException(
                        "database " + where() + " can't be opened: " + Outage.message(e)
                                + "; see database.url, user and password in the configuration",
                        e);
    }

    private void migrate() {
        try {
            Flyway.configure(JournalDatabase.class.getClassLoader())
                    .dataSource(
                            url, settings.database().user(), settings.database().password())
                    .locations("classpath:llamanas/schema/" + (isH2() ? "h2" : "postgres"))
                    .validateMigrationNaming(true)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            if (isH2() && JournalChecks.isDamage(e)) {
                throw JournalChecks.damaged(file(), e);
            }
            throw new InvalidInputException(
                    "the journal in " + settings.database().url()
                            + " does not have the schema that this version needs: " + e.getMessage()
                            + "; use the version that made it, or another data folder",
                    e);
        }
    }

    private void check() {
        try (Connection connection = connect()) {
            JournalChecks.checkEvents(settings, connection, where());
        } catch (SQLException e) {
            throw unusable(e);
        }
    }

    /**
     * One more connection, which the caller closes.
     *
     * @throws SQLException where the database does not answer, or has not been taken again since it was away
     */
    Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url, login);
        if (advisory.isPresent()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(advisory.get().admission());
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        }
        return connection;
    }

    /** Points akka-persistence-jdbc to this database. */
    public Config akkaConfig() {
        Settings.Database database = settings.database();
        Map<String, Object> slick = new HashMap<>();
        slick.put("profile", database.profile());
        slick.put("db.url", url);
        slick.put("db.user", database.user());
        slick.put("db.password", database.password());
        slick.put("db.driver", database.driver());
        advisory.ifPresent(held -> {
            slick.put("db.connectionInitSql", held.admission());
            POSTGRES_TIMEOUTS.forEach((key, value) -> slick.put("db.properties." + key, value));
        });
        return ConfigFactory.parseMap(slick, "journal database").atPath("akka-persistence-jdbc.shared-databases.slick");
    }

    /**
     * Looks from now on, every few seconds, whether the journal can be written.
     *
     * @param lost told why, once, where it is lost for good: another coordinator has it, or the file is damaged
     */
    public synchronized void watch(Consumer<String> lost) {
        watch = new JournalWatch(lock, outage, why -> lost.accept("the journal in " + where() + " is lost: " + why));
    }

    @Override
    public Optional<String> trouble() {
        return outage.trouble();
    }

    /** From now on nothing waits for room on a disk any more: for a process that is to end. */
    public void stopWaiting() {
        if (isH2()) {
            PatientFiles.end(h2File());
        }
    }

    @Override
    public synchronized void close() {
        stopWaiting();
        JournalWatch watching = watch;
        if (watching != null) {
            watching.close();
        }
        lock.close();
    }
}
