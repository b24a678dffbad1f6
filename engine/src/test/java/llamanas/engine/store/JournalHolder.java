package llamanas.engine.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import llamanas.engine.app.Fixtures;

/** A process that holds a journal and writes to it until it is killed: says after every commit how many there were. */
final class JournalHolder {
    private JournalHolder() {}

    public static void main(String[] args) throws Exception {
        try (JournalDatabase journal = JournalDatabase.open(Fixtures.settings(Path.of(args[0]), 0, 0, 1));
                Connection connection = DriverManager.getConnection(
                        journal.akkaConfig().getString("akka-persistence-jdbc.shared-databases.slick.db.url"),
                        "sa",
                        "");
                PreparedStatement insert = connection.prepareStatement(
                        """
                        insert into "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                        "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
                        values ('p', ?, '', 0, '', X'00', 1, '')""")) {
            for (int i = 1; ; i++) {
                insert.setInt(1, i);
                insert.executeUpdate();
                System.out.println(i);
            }
        }
    }
}
