package llamanas.engine.store;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection by which this process, and no other, has the journal: in H2 it keeps the file open, in PostgreSQL it has the
 * {@link AdvisoryLock}. Used by one thread at a time.
 */
final class JournalLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalLock.class);
    /** H2's error code for a file that another process has open. */
    private static final int H2_IN_USE = 90020;

    private static final String WRITE =
            "insert into \"snapshot\" (\"persistence_id\", \"sequence_number\", \"created\", \"snapshot_ser_id\","
                    + " \"snapshot_ser_manifest\", \"snapshot_payload\") values ('llama-nas tries to write', 0, 0, 0, '', ?)";
    private static final String REMOVE =
            "delete from \"snapshot\" where \"persistence_id\" = 'llama-nas tries to write'";
    private static final int BYTES = 4096;

    private final String url;
    private final Properties login;
    private final Optional<AdvisoryLock> advisory;
    private volatile @Nullable Connection connection;

    JournalLock(String url, Properties login, Optional<AdvisoryLock> advisory) {
        this.url = url;
        this.login = login;
        this.advisory = advisory;
    }

    /**
     * Has the journal from now on; what it was held by before is closed.
     *
     * @throws JournalInUseException where another process has it
     * @throws SQLException where the database can't be reached
     */
    void take() throws SQLException {
        close();
        Connection next = connect();
        try {
            if (advisory.isPresent()) {
                advisory.get().take(next);
            }
            next.setAutoCommit(false);
        } catch (SQLException e) {
            close(next);
            throw e;
        }
        connection = next;
    }

    /** Whether {@link #take} worked, and nothing has failed since. */
    boolean isTaken() {
        return connection != null;
    }

    private Connection connect() throws SQLException {
        try {
            return DriverManager.getConnection(url, login);
        } catch (SQLException e) {
            throw e.getErrorCode() == H2_IN_USE ? new JournalInUseException("another process has opened it") : e;
        }
    }

    /**
     * Writes something that is gone again with the same commit.
     *
     * @throws SQLException where the journal can't be written, or is not held any more
     */
    void check() throws SQLException {
        Connection held = connection;
        if (held == null) {
            throw new SQLException("not connected");
        }
        try (PreparedStatement remove = held.prepareStatement(REMOVE);
                PreparedStatement write = held.prepareStatement(WRITE)) {
            remove.executeUpdate();
            write.setBytes(1, new byte[BYTES]);
            write.executeUpdate();
            remove.executeUpdate();
            held.commit();
        } catch (SQLException e) {
            rollBack(held, e);
            throw e;
        }
    }

    private static void rollBack(Connection connection, SQLException reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** Others may have it. Nothing can be done about a connection that can't be closed: it is broken. */
    @Override
    public void close() {
        Connection held = connection;
        connection = null;
        if (held != null) {
            close(held);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.info("Closing a connection that holds the journal", e);
        }
    }
}
