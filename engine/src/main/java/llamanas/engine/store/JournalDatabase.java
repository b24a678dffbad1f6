package llamanas.engine.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The database that holds the journal: made, migrated and checked before anybody writes to it, and held open by one
 * connection until {@link #close}, so that no other process can take an H2 file in between.
 *
 * <p>H2 by default gathers writes for 500 ms; a process that is killed then loses commits that it has confirmed. With
 * {@code WRITE_DELAY=0} a commit returns when the operating system has it, so that it survives the process. (To survive a
 * power cut, use PostgreSQL.) Events are BLOBs of half a kilobyte; kept in their rows rather than in a table of their own, as
 * H2 does from 256 bytes on, commits are twice as fast. {@code AUTO_SERVER} is never set: two coordinators on one journal would ruin it.
 */
public final class JournalDatabase implements AutoCloseable {
    /** H2's error code for a file that another process has open. */
    private static final int H2_IN_USE = 90020;

    private static final String H2 = "jdbc:h2:";
    private static final String H2_OPTIONS = ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;MAX_LENGTH_INPLACE_LOB=8192";
    private static final String POSTGRES = "jdbc:postgresql:";

    private final Settings.Database settings;
    private final String url;
    private final Connection guard;

    private JournalDatabase(Settings.Database settings, String url, Connection guard) {
        this.settings = settings;
        this.url = url;
        this.guard = guard;
    }

    /**
     * Opens the database, and brings its schema up to date.
     *
     * @throws InvalidInputException where the data folder can't be used, another process has it, the server does not answer,
     *     or its schema is not ours
     */
    public static JournalDatabase open(Settings settings) {
        Settings.Database database = settings.database();
        createFolder(settings.data());
        String url = url(settings);
        Connection guard = connect(settings, url);
        try {
            migrate(database, url);
        } catch (FlywayException e) {
            closeQuietly(guard, e);
            throw new InvalidInputException(
                    "the journal in " + database.url() + " does not have the schema that this version needs: "
                            + e.getMessage() + "; use the version that made it, or another data folder",
                    e);
        }
        return new JournalDatabase(database, url, guard);
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
        return url.startsWith(H2) ? url + H2_OPTIONS : url;
    }

    private static Connection connect(Settings settings, String url) {
        Settings.Database database = settings.database();
        Properties login = new Properties();
        login.setProperty("user", database.user());
        login.setProperty("password", database.password());
        try {
            Class.forName(database.driver());
            return DriverManager.getConnection(url, login);
        } catch (ClassNotFoundException e) {
            throw new InvalidInputException("database.driver " + database.driver() + " is not on the class path", e);
        } catch (SQLException e) {
            if (e.getErrorCode() == H2_IN_USE) {
                throw new InvalidInputException(
                        "data folder " + settings.data() + " is in use by another llama-nas process;"
                                + " stop that one, or choose another folder with --data",
                        e);
            }
            throw new InvalidInputException(
                    "database " + database.url() + " can't be opened: " + e.getMessage()
                            + "; see database.url, user and password in the configuration",
                    e);
        }
    }

    private static void migrate(Settings.Database database, String url) {
        Flyway.configure(JournalDatabase.class.getClassLoader())
                .dataSource(url, database.user(), database.password())
                .locations("classpath:llamanas/schema/" + dialect(url))
                .validateMigrationNaming(true)
                .load()
                .migrate();
    }

    private static String dialect(String url) {
        if (url.startsWith(H2)) {
            return "h2";
        } else if (url.startsWith(POSTGRES)) {
            return "postgres";
        }
        throw new InvalidInputException(
                "database.url " + url + " is neither " + H2 + ".. nor " + POSTGRES + ".., the ones that have a schema");
    }

    /** One more connection, which the caller closes. */
    Connection connect() throws SQLException {
        return DriverManager.getConnection(url, settings.user(), settings.password());
    }

    /** Points akka-persistence-jdbc to this database. */
    public Config akkaConfig() {
        Map<String, Object> slick = new HashMap<>();
        slick.put("profile", settings.profile());
        slick.put("db.url", url);
        slick.put("db.user", settings.user());
        slick.put("db.password", settings.password());
        slick.put("db.driver", settings.driver());
        return ConfigFactory.parseMap(slick, "journal database").atPath("akka-persistence-jdbc.shared-databases.slick");
    }

    @Override
    public void close() {
        try {
            guard.close();
        } catch (SQLException e) {
            throw new IllegalStateException("closing " + url, e);
        }
    }

    private static void closeQuietly(Connection connection, Exception reason) {
        try {
            connection.close();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}
