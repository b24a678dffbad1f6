package llamanas.engine.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;

/**
 * Keeps a PostgreSQL journal for one coordinator: an advisory lock of the server, which a connection of its own has for as long
 * as it lives. Fail-over would replace this class.
 *
 * <p>A connection can be lost without the coordinator, and its lock with it; the next one to take the lock could then write
 * beside connections of the former holder. So whoever takes the lock first ends all connections of earlier holders, and
 * {@link #admission} lets a connection in only while its process has the lock. Both go by the name that connections give
 * themselves: all of one process and one journal have the same.
 */
final class AdvisoryLock {
    /** The lock's number: "lnas" in ASCII. One journal a database. */
    private static final int NUMBER = 0x6C6E6173;

    private static final String FAMILY = "llama-nas ";
    private static final String LOCK = " lock";
    /** Tries where the lock is our own, on a connection that was lost and that the server still has. */
    private static final int TRIES = 20;

    private static final int PAUSE_MS = 250;

    /** A server that does not hear from a host for a minute gives up its connections, and with them the lock. */
    private static final String NOTICE_LOSS =
            "set tcp_keepalives_idle = 30; set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3";

    private static final String HOLDER =
            """
            select a.pid, a.application_name, coalesce(host(a.client_addr), 'an unknown host') as host, a.backend_start
            from pg_locks l join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and l.classid = 0
            and l.objid = %d and l.database = (select oid from pg_database where datname = current_database())"""
                    .formatted(NUMBER);

    /** What is no number is an error that has this text in it. */
    private static final String NOT_HELD = "this coordinator does not have the lock of the journal";

    private final String name = FAMILY + UUID.randomUUID().toString().substring(0, 8);

    /**
     * Takes the lock for this connection, and ends all connections of whoever had it before.
     *
     * @throws JournalInUseException where another process has it
     */
    void take(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(NOTICE_LOSS);
            statement.execute("set application_name = '" + name + LOCK + "'");
        }
        for (int i = 0; !tryLock(connection); i++) {
            endOwn(connection, i < TRIES);
        }
        try (PreparedStatement end = connection.prepareStatement(
                """
                select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
                and usename = current_user and application_name like ? and application_name not like ?""")) {
            end.setString(1, FAMILY + "%");
            end.setString(2, name + "%");
            end.executeQuery().close();
        }
    }

    private boolean tryLock(Connection connection) throws SQLException {
        try (PreparedStatement lock = connection.prepareStatement("select pg_try_advisory_lock(?)")) {
            lock.setLong(1, NUMBER);
            try (ResultSet row = lock.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Our own earlier connection, where that has the lock, is ended; anybody else's is respected. */
    private void endOwn(Connection connection, boolean again) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet holder = statement.executeQuery(HOLDER)) {
            boolean held = holder.next();
            if (again && !held) {
                pause();
            } else if (again
                    && String.valueOf(holder.getString("application_name")).equals(name + LOCK)) {
                end(connection, holder.getInt("pid"));
                pause();
            } else {
                throw new JournalInUseException(held ? described(holder) : "its lock is taken again and again");
            }
        }
    }

    private static String described(ResultSet holder) throws SQLException {
        return "a coordinator on " + holder.getString("host") + " has it, connected since "
                + holder.getString("backend_start");
    }

    private static void end(Connection connection, int pid) throws SQLException {
        try (PreparedStatement end = connection.prepareStatement("select pg_terminate_backend(?)")) {
            end.setInt(1, pid);
            end.executeQuery().close();
        }
    }

    private static void pause() throws SQLException {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        }
    }

    /** What every connection to the journal has to run first: it fails while this process has not got the lock. */
    String admission() {
        return "set application_name = '" + name + "'; select cast(case when count(*) > 0 then '1' else '" + NOT_HELD
                + "' end as integer) from (" + HOLDER + ") holder where application_name = '" + name + LOCK + "'";
    }
}
