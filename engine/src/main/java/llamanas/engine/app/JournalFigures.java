package llamanas.engine.app;

import akka.actor.typed.ActorSystem;
import akka.serialization.Serialization;
import akka.serialization.SerializationExtension;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/** Looks into the journal of a running node, past its actors. */
final class JournalFigures {
    private static final int COMMITS = 500;
    /** About what the start of an evaluation takes. */
    private static final int EVENT_BYTES = 150;

    /**
     * The newest snapshot.
     *
     * @param bytes as it is stored
     * @param millis to serialise it again
     */
    record Snapshot(long bytes, double millis) {
        static final Snapshot NONE = new Snapshot(0, 0);
    }

    private final ActorSystem<?> system;
    private final Path data;

    /** @param data the node's data folder, with the journal in a file */
    JournalFigures(ActorSystem<?> system, Path data) {
        this.system = system;
        this.data = data;
    }

    /** Events of all searches. */
    long events() {
        return ask("SELECT COUNT(*) FROM \"event_journal\"", rows -> rows.next() ? rows.getLong(1) : 0L);
    }

    /** Bytes of the database on the disk. */
    long bytes() {
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.getFileName().toString().startsWith("journal."))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Snapshot snapshot() {
        return ask(
                "SELECT \"snapshot_payload\", \"snapshot_ser_id\", \"snapshot_ser_manifest\" FROM \"snapshot\""
                        + " WHERE \"persistence_id\" LIKE 'search-%' ORDER BY \"sequence_number\" DESC LIMIT 1",
                rows -> rows.next() ? measured(rows.getBytes(1), rows.getInt(2), rows.getString(3)) : Snapshot.NONE);
    }

    private Snapshot measured(byte[] stored, int serializer, String manifest) {
        Serialization serialization = SerializationExtension.get(system);
        Object snapshot =
                serialization.deserialize(stored, serializer, manifest).get();
        long start = System.nanoTime();
        byte[] again = serialization.serialize(snapshot).get();
        return new Snapshot(again.length, (System.nanoTime() - start) / 1e6);
    }

    /** Commits of one small row each in a second, one after the other: what persisting events one by one can't exceed. */
    double commitsPerSecond() {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE IF NOT EXISTS \"bench\" (\"id\" INT PRIMARY KEY, \"payload\" BLOB NOT NULL)");
            connection.setAutoCommit(false);
            long start = System.nanoTime();
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO \"bench\" VALUES (?, ?)")) {
                for (int i = 0; i < COMMITS; i++) {
                    insert.setInt(1, i);
                    insert.setBytes(2, new byte[EVENT_BYTES]);
                    insert.executeUpdate();
                    connection.commit();
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            statement.execute("DROP TABLE \"bench\"");
            return COMMITS / seconds;
        } catch (SQLException e) {
            throw new IllegalStateException("the journal can't be asked", e);
        }
    }

    private <T> T ask(String question, Answer<T> answer) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            return answer.of(rows);
        } catch (SQLException e) {
            throw new IllegalStateException("the journal can't be asked: " + question, e);
        }
    }

    private Connection connect() throws SQLException {
        String slick = "akka-persistence-jdbc.shared-databases.slick.db.";
        return DriverManager.getConnection(
                system.settings().config().getString(slick + "url"),
                system.settings().config().getString(slick + "user"),
                system.settings().config().getString(slick + "password"));
    }

    @FunctionalInterface
    private interface Answer<T> {
        T of(ResultSet rows) throws SQLException;
    }
}
