package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import llamanas.config.Settings;
import llamanas.engine.app.OutageRun.Found;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.http.FakeSearches;
import llamanas.engine.store.FlakyDriver;
import llamanas.engine.store.FlakyDriver.Moment;
import llamanas.engine.store.FullDisk;
import llamanas.engine.store.ResultFiles;
import llamanas.protocol.search.SearchState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A journal that can't be written for a while: the search goes on by itself, and ends as if nothing had been. */
class StorageOutageTest {
    private static Found undisturbed;

    @TempDir
    private Path data;

    @BeforeAll
    static void runUndisturbed(@TempDir Path folder) throws Exception {
        try (Node node = OutageRun.node(Fixtures.settings(folder, 0, 0, 2), 0, ConfigFactory.empty())) {
            undisturbed = OutageRun.finish(OutageRun.start(node));
        }
        assertThat(undisturbed.candidates()).hasSize(OutageRun.SPEC.evaluations());
    }

    @AfterEach
    void makeRoom() {
        FullDisk.fill(false);
    }

    private static Settings.Database h2(String url) {
        return new Settings.Database(url, "sa", "", "org.h2.Driver", "slick.jdbc.H2Profile$");
    }

    /** Four moments of a search each, by a third of them lost before it is written, and the others after. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void commitsThatFailAreMadeUpFor(int offset) throws Exception {
        try (Node node = flaky()) {
            SearchService searches = OutageRun.start(node);
            FlakyDriver.plan(Map.of(
                    offset,
                    Moment.BEFORE,
                    7 + offset,
                    Moment.AFTER,
                    15 + offset,
                    offset % 2 == 0 ? Moment.BEFORE : Moment.AFTER,
                    31 + offset,
                    Moment.AFTER));
            assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
            assertThat(FlakyDriver.lost()).isGreaterThanOrEqualTo(3);
        }
    }

    /** A node whose connections are lost as planned. */
    private Node flaky() {
        Map<String, String> overrides = Map.of(
                "akka-persistence-jdbc.shared-databases.slick.db.url",
                FlakyDriver.url("jdbc:h2:patient:" + data + "/journal"),
                "akka-persistence-jdbc.shared-databases.slick.db.driver",
                FlakyDriver.class.getName());
        FlakyDriver.plan(Map.of());
        return OutageRun.node(Fixtures.settings(data, 0, 0, 2), 1, ConfigFactory.parseMap(overrides));
    }

    /** Whoever asks for a new search is told that it did not work; the next one is served, and so are the other searches. */
    @ParameterizedTest
    @EnumSource(Moment.class)
    void aSearchThatCouldNotBeRegisteredCanBeStartedAgain(Moment lost) throws Exception {
        try (Node node = flaky()) {
            SearchService searches = OutageRun.start(node);
            OutageRun.finish(searches);
            awaitNoCommits();
            FlakyDriver.plan(Map.of(0, lost));
            assertThatThrownBy(() -> searches.start("t", OutageRun.SPEC)
                            .toCompletableFuture()
                            .get(2, TimeUnit.MINUTES))
                    .hasMessageContaining("did not answer");
            assertThat(FlakyDriver.lost()).isOne();
            searches.start("t", OutageRun.SPEC).toCompletableFuture().get(2, TimeUnit.MINUTES);
            assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
            Fixtures.await(searches, "t", status -> status.state() == SearchState.FINISHED);
        }
    }

    private static void awaitNoCommits() throws InterruptedException {
        int before = -1;
        while (FlakyDriver.commits() != before) {
            before = FlakyDriver.commits();
            Thread.sleep(4000);
        }
    }

    @Test
    void aFullDiskIsWaitedFor() throws Exception {
        try (Node node = OutageRun.node(Fixtures.settings(data, h2(FullDisk.url())), 10, ConfigFactory.empty())) {
            SearchService searches = OutageRun.start(node);
            OutageRun.await(searches, status -> status.done() >= 12);
            assertThat(searches.trouble()).isEmpty();
            FullDisk.fill(true);
            OutageRun.awaitTrouble(searches, Optional::isPresent);
            assertThat(searches.trouble().orElseThrow())
                    .contains(data.resolve("journal.mv.db").toString())
                    .contains("No space left on device");
            // Longer than the 10 s after which a write counts as failed, for whoever waits for it.
            Thread.sleep(13_000);
            assertThat(FullDisk.refused()).isPositive();
            FullDisk.fill(false);
            OutageRun.awaitTrouble(searches, Optional::isEmpty);
            assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
        }
    }

    @Test
    void aNodeWithAFullDiskCanBeStopped() throws Exception {
        Settings settings = Fixtures.settings(data, h2(FullDisk.url()));
        int before;
        try (Node node = OutageRun.node(settings, 10, ConfigFactory.empty())) {
            SearchService searches = OutageRun.start(node);
            before = OutageRun.await(searches, status -> status.done() >= 12).done();
            FullDisk.fill(true);
            OutageRun.awaitTrouble(searches, Optional::isPresent);
        }
        FullDisk.fill(false);
        try (Node node = OutageRun.node(settings, 0, ConfigFactory.empty())) {
            SearchService searches = node.searches().orElseThrow();
            assertThat(OutageRun.await(searches, status -> true).done()).isGreaterThanOrEqualTo(before);
            assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
        }
    }

    @Test
    void aDatabaseThatHasClosedItselfEndsTheNodeWithTheReason() throws Exception {
        try (Node node = OutageRun.node(Fixtures.settings(data, 0, 0, 2), 10, ConfigFactory.empty())) {
            OutageRun.start(node);
            try (Connection connection = DriverManager.getConnection("jdbc:h2:patient:" + data + "/journal", "sa", "");
                    Statement statement = connection.createStatement()) {
                statement.execute("shutdown immediately");
            }
            assertThatThrownBy(() -> node.terminated().toCompletableFuture().get(2, TimeUnit.MINUTES))
                    .cause()
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining(data.resolve("journal.mv.db").toString())
                    .hasMessageContaining("closed");
        }
    }

    /** The real thing; only root may mount. */
    @Test
    void aRealFileSystemThatFillsIsWaitedFor() throws Exception {
        assumeTrue(
                mount("-t", "tmpfs", "-o", "size=4m", "tmpfs"), "no right to mount a small file system (root has it)");
        try {
            Path small = data.resolve("small");
            Path folder = Files.createDirectory(small.resolve("data"));
            try (Node node = OutageRun.node(Fixtures.settings(folder, 0, 0, 2), 10, ConfigFactory.empty())) {
                SearchService searches = OutageRun.start(node);
                OutageRun.await(searches, status -> status.done() >= 12);
                fill(small.resolve("filler"));
                OutageRun.awaitTrouble(searches, Optional::isPresent);
                assertThat(searches.trouble().orElseThrow()).contains("No space left on device");
                assertThatThrownBy(() -> ResultFiles.writeFront(folder.resolve("front.json"), FakeSearches.members()))
                        .isInstanceOf(UncheckedIOException.class);
                try (Stream<Path> files = Files.list(folder)) {
                    assertThat(files.map(file -> file.getFileName().toString()))
                            .as("no half-written files")
                            .noneMatch(name -> name.contains("front"));
                }
                Thread.sleep(13_000);
                assertThat(mount("-o", "remount,size=64m")).isTrue();
                assertThat(OutageRun.finish(searches)).isEqualTo(undisturbed);
                OutageRun.awaitTrouble(searches, Optional::isEmpty);
            }
        } finally {
            run("umount", data.resolve("small").toString());
        }
    }

    private boolean mount(String... options) throws IOException, InterruptedException {
        Path small = Files.createDirectories(data.resolve("small"));
        String[] command = Stream.concat(
                        Stream.concat(Stream.of("mount"), Stream.of(options)), Stream.of(small.toString()))
                .toArray(String[]::new);
        return "root".equals(System.getProperty("user.name")) && run(command) == 0;
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void fill(Path file) throws IOException {
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }
}
