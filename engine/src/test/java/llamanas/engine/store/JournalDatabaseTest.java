package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import llamanas.config.Settings;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDatabaseTest {
    @TempDir
    Path data;

    @Test
    void whatIsCommittedSurvivesKillAndOneProcessHoldsTheFolder() throws Exception {
        Path folder = data.resolve("with space");
        Path output = data.resolve("output");
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        JournalHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectOutput(output.toFile())
                .start();
        while (holder.isAlive() && committed(output) < 50) {
            Thread.sleep(10);
        }
        assertThatThrownBy(() -> open(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("in use by another llama-nas process");
        holder.destroyForcibly().waitFor();
        open(folder).close();
        assertThat(committed(output)).isGreaterThanOrEqualTo(50);
        assertThat(rows(folder)).isGreaterThanOrEqualTo(committed(output));
    }

    /** The last number that the holder has written in full. */
    private static int committed(Path output) throws IOException {
        String text = Files.readString(output);
        return text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .mapToInt(Integer::parseInt)
                .max()
                .orElse(0);
    }

    private static int rows(Path folder) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + folder + "/journal", "sa", "");
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from \"event_journal\"")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private static JournalDatabase open(Path folder) {
        return JournalDatabase.open(Fixtures.settings(folder, 0, 0, 1));
    }

    @Test
    void aForeignSchemaIsRefused() throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:file:" + data + "/journal", "sa", "")) {
            connection.createStatement().execute("create table \"event_journal\" (x int)");
        }
        assertThatThrownBy(() -> open(data))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("schema");
    }

    @Test
    void aFolderThatCantBeMadeIsNamed() throws Exception {
        Path file = Files.writeString(data.resolve("file"), "x");
        assertThatThrownBy(() -> open(file.resolve("data")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void anUnknownDatabaseIsRefused() {
        Settings good = Fixtures.settings(data, 0, 0, 1);
        Settings.Database database = new Settings.Database("jdbc:derby:x", "", "", "org.h2.Driver", "x");
        Settings bad = new Settings(data, good.http(), good.cluster(), good.worker(), good.files(), database);
        assertThatThrownBy(() -> JournalDatabase.open(bad))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("jdbc:derby:x");
    }
}
