package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.Random;
import llamanas.config.Settings;
import llamanas.engine.app.Fixtures;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Its pages in the middle, its head, its end: what a broken disk or a cut copy does. */
    @ParameterizedTest
    @ValueSource(strings = {"zeros in the middle", "no head", "cut", "text"})
    void aDamagedFileIsExplainedAndLeftAsItWas(String damage) throws Exception {
        Path file = data.resolve("journal.mv.db");
        fillJournal();
        byte[] bytes = Files.readAllBytes(file);
        if (damage.equals("cut")) {
            bytes = Arrays.copyOf(bytes, 8192 + 100);
        } else if (damage.equals("text")) {
            bytes = "this was a journal\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
        } else {
            boolean head = damage.equals("no head");
            Arrays.fill(bytes, head ? 0 : 8192, head ? 8192 : bytes.length - 4096, (byte) 0);
        }
        Files.write(file, bytes);

        assertThatThrownBy(() -> open(data))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is damaged")
                .hasMessageContaining("from a copy");
        assertThat(Files.readAllBytes(file)).as("left as it was").isEqualTo(bytes);
    }

    private void fillJournal() throws SQLException {
        try (JournalDatabase journal = open(data);
                Connection connection = journal.connect();
                PreparedStatement insert = connection.prepareStatement(
                        """
                        insert into "event_journal" ("persistence_id", "sequence_number", "writer", "write_timestamp",
                        "adapter_manifest", "event_payload", "event_ser_id", "event_ser_manifest")
                        values ('p', ?, '', 0, '', ?, 1, '')""")) {
            Random random = new Random(1);
            for (int i = 1; i <= 300; i++) {
                byte[] event = new byte[1000];
                random.nextBytes(event);
                insert.setInt(1, i);
                insert.setBytes(2, event);
                insert.executeUpdate();
            }
        }
    }

    @Test
    void aMissingOrAnEmptyJournalBesideResultsIsNotBegunAnew() throws Exception {
        Path file = data.resolve("journal.mv.db");
        Path result = Files.createDirectories(data.resolve("searches/mine")).resolve("search.json");
        Files.writeString(result, "{}");
        assertThatThrownBy(() -> open(data))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("search 'mine'")
                .hasMessageContaining(file + " is missing");
        assertThat(file).doesNotExist();

        Files.createFile(file);
        assertThatThrownBy(() -> open(data)).hasMessageContaining("0 bytes").hasMessageContaining("searches/");
        assertThat(file).isEmptyFile();

        Files.delete(file);
        Files.delete(result);
        open(data).close();
        Files.writeString(result, "{}");
        assertThatThrownBy(() -> open(data)).hasMessageContaining("has no event");
        Files.delete(result);
        fillJournal();
        Files.writeString(result, "{}");
        open(data).close();
    }

    /** It is written to every two seconds for as long as a node runs. */
    @Test
    void tryingToWriteDoesNotMakeTheFileGrow() throws Exception {
        String url = "jdbc:h2:file:" + data + "/journal;WRITE_DELAY=0";
        open(data).close();
        Properties login = new Properties();
        login.setProperty("user", "sa");
        login.setProperty("password", "");
        try (JournalLock lock = new JournalLock(url, login, Optional.empty())) {
            lock.take();
            for (int i = 0; i < 1000; i++) {
                lock.check();
            }
        }
        assertThat(Files.size(data.resolve("journal.mv.db"))).isLessThan(30_000_000);
        try (Connection connection = DriverManager.getConnection(url, "sa", "");
                ResultSet rows = connection.createStatement().executeQuery("select count(*) from \"snapshot\"")) {
            rows.next();
            assertThat(rows.getInt(1)).isZero();
        }
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
