package llamanas.engine.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** Reads what a stopped node has left in its journal, with plain SQL: nothing of the program's own code takes part. */
final class JournalReader {
    private static final ObjectMapper CBOR = new ObjectMapper(new CBORFactory());
    private static final String QUERY = "SELECT \"event_ser_manifest\", \"event_payload\" FROM \"event_journal\""
            + " WHERE \"persistence_id\" = ? ORDER BY \"sequence_number\"";

    private JournalReader() {}

    /**
     * One event.
     *
     * @param type for example {@code EvaluationSucceeded}
     */
    record Event(String type, JsonNode fields) {
        /** Candidate and phase, for example {@code 17 SEARCH}. */
        String evaluation() {
            return fields.get("candidate").intValue() + " "
                    + fields.get("phase").textValue();
        }
    }

    static List<Event> read(Path data, String search) throws IOException, SQLException {
        List<Event> events = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(
                        "jdbc:h2:file:" + data.resolve("journal") + ";IFEXISTS=TRUE", "sa", "");
                PreparedStatement query = connection.prepareStatement(QUERY)) {
            query.setString(1, "search-" + search);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    events.add(event(rows.getString(1), rows.getBytes(2)));
                }
            }
        }
        return events;
    }

    private static Event event(String manifest, byte[] payload) throws IOException {
        String type = manifest.substring(manifest.lastIndexOf('$') + 1);
        boolean zipped = payload[0] == 0x1f && payload[1] == (byte) 0x8b;
        try (InputStream plain = new ByteArrayInputStream(payload);
                InputStream bytes = zipped ? new GZIPInputStream(plain) : plain) {
            return new Event(type, CBOR.readTree(bytes));
        }
    }
}
