package llamanas.engine.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import llamanas.engine.coordinator.Archive;
import llamanas.engine.output.Json;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/**
 * The archive as a table beside the journal. A sub-network is one row under its conditions: the primary key says so, and one
 * process holds the database, in which one thread writes at a time. What is written is committed in parts of
 * {@link #PART} rows; what a crash cuts off is written again, since everything comes from the journal.
 */
public final class ArchiveTable implements Archive {
    private static final int PART = 500;
    private static final String KEY =
            "\"model_hash\" = ? and \"data_hash\" = ? and \"device\" = ? and \"dtype\" = ? and \"network_hash\" = ?";
    private static final String INSERT =
            "insert into \"archive\" (\"model_hash\", \"data_hash\", \"device\", \"dtype\","
                    + " \"network_hash\", \"architecture\", \"measurement\", \"report\", \"search\", \"candidate\")"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String FIND = "select \"report\" from \"archive\" where " + KEY;
    private static final String REPORT = "update \"archive\" set \"report\" = ? where \"report\" is null and " + KEY;
    private static final String RECALL =
            "select \"architecture\", \"measurement\", \"report\", \"search\", \"candidate\""
                    + " from \"archive\" where \"model_hash\" = ? and \"data_hash\" = ? and \"device\" = ? and \"dtype\" = ?"
                    + " order by \"ordering\" limit ?";

    private final JournalDatabase database;

    /** @param database open for as long as this is used */
    public ArchiveTable(JournalDatabase database) {
        this.database = database;
    }

    @Override
    public synchronized void keep(List<Entry> entries) throws IOException {
        if (entries.isEmpty()) {
            return;
        }
        try (Connection connection = database.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < entries.size(); i += PART) {
                keep(connection, entries.subList(i, Math.min(i + PART, entries.size())));
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IOException("can't write to the archive: " + e.getMessage(), e);
        }
    }

    private static void keep(Connection connection, List<Entry> entries) throws SQLException {
        try (PreparedStatement find = connection.prepareStatement(FIND);
                PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement report = connection.prepareStatement(REPORT)) {
            for (Entry entry : entries) {
                keep(entry, find, insert, report);
            }
        }
    }

    private static void keep(Entry entry, PreparedStatement find, PreparedStatement insert, PreparedStatement report)
            throws SQLException {
        String architecture = Json.write(entry.architecture());
        @Nullable Measurement unseen = entry.report();
        setKey(find, 1, entry, architecture);
        try (ResultSet found = find.executeQuery()) {
            if (!found.next()) {
                insert(insert, entry, architecture);
            } else if (found.getString(1) == null && unseen != null) {
                report.setString(1, Json.write(unseen));
                setKey(report, 2, entry, architecture);
                report.executeUpdate();
            }
        }
    }

    private static void insert(PreparedStatement insert, Entry entry, String architecture) throws SQLException {
        setKey(insert, 1, entry, architecture);
        insert.setString(6, architecture);
        insert.setString(7, Json.write(entry.measurement()));
        @Nullable Measurement report = entry.report();
        insert.setString(8, report == null ? null : Json.write(report));
        insert.setString(9, entry.search());
        insert.setInt(10, entry.candidate());
        insert.executeUpdate();
    }

    private static void setKey(PreparedStatement statement, int from, Entry entry, String architecture)
            throws SQLException {
        setConditions(statement, from, entry.conditions());
        statement.setString(from + 4, hash(architecture));
    }

    private static void setConditions(PreparedStatement statement, int from, Conditions conditions)
            throws SQLException {
        statement.setString(from, conditions.modelHash());
        statement.setString(from + 1, conditions.dataHash());
        statement.setString(from + 2, conditions.device());
        statement.setString(from + 3, conditions.dtype());
    }

    @Override
    public List<Entry> recall(Conditions conditions, int most) throws IOException {
        try (Connection connection = database.connect();
                PreparedStatement statement = connection.prepareStatement(RECALL)) {
            setConditions(statement, 1, conditions);
            statement.setInt(5, most);
            try (ResultSet rows = statement.executeQuery()) {
                List<Entry> entries = new ArrayList<>();
                while (rows.next()) {
                    entries.add(entry(conditions, rows));
                }
                return entries;
            }
        } catch (SQLException e) {
            throw new IOException("can't read the archive: " + e.getMessage(), e);
        }
    }

    private static Entry entry(Conditions conditions, ResultSet row) throws SQLException {
        @Nullable String report = row.getString(3);
        return new Entry(
                conditions,
                Json.readOurs(row.getString(1), Architecture.class),
                Json.readOurs(row.getString(2), Measurement.class),
                report == null ? null : Json.readOurs(report, Measurement.class),
                row.getString(4),
                row.getInt(5));
    }

    private static String hash(String architecture) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(architecture.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
