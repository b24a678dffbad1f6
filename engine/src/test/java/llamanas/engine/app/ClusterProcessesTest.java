package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import llamanas.engine.app.SmallSearch.Outcome;
import llamanas.engine.cli.CoordinatorClient;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.SearchState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A coordinator and two workers, each in a process of its own, against the same search in one process. */
class ClusterProcessesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    @Test
    void aKilledWorkerLosesNothingAndTheFrontIsThatOfOneProcess() throws Exception {
        Outcome expected = SmallSearch.undisturbed(folder);
        Path data = folder.resolve("coordinator");
        try (Program coordinator = coordinator(data)) {
            String cluster = coordinator.cluster();
            try (Program first = worker("first", cluster);
                    Program second = worker("second", cluster)) {
                CoordinatorClient client = coordinator.client();
                awaitWorkers(client, 2);
                client.start(SmallSearch.ID, SmallSearch.spec(folder));
                SmallSearch.await(client, status -> status.done() >= 8);
                first.kill();
                assertThat(client.status(SmallSearch.ID).state())
                        .as("when the worker was dead")
                        .isEqualTo(SearchState.RUNNING);
                SmallSearch.finish(client);

                assertThat(Outcome.of(client)).isEqualTo(expected);
                assertThat(byWorker(client)).as("evaluations of each worker").hasSize(2);
                assertThat(second.stop()).isNotEqualTo(1);
            }
            coordinator.stop();
        }
        JournalAudit audit = JournalAudit.of(JournalReader.read(data, SmallSearch.ID), SmallSearch.EVALUATIONS);
        assertThat(audit.succeeded()).isEqualTo(SmallSearch.EVALUATIONS);
        assertThat(audit.lost())
                .as("at most the one that the killed worker had")
                .isLessThanOrEqualTo(1);
        assertThat(audit.started()).isEqualTo(audit.succeeded() + audit.reported() + audit.lost());
    }

    private static Map<String, Long> byWorker(CoordinatorClient client) {
        return client.candidates(SmallSearch.ID).stream()
                .map(CandidateRow::provenance)
                .collect(Collectors.groupingBy(provenance -> provenance.worker(), Collectors.counting()));
    }

    private Program coordinator(Path data) {
        return Program.start(
                folder.resolve("output"), "node", "--role=coordinator", "--port=0", "--http-port=0", "--data=" + data);
    }

    private Program worker(String name, String cluster) {
        return Program.start(
                folder.resolve("output"),
                "node",
                "--role=worker",
                "--port=0",
                "--threads=1",
                "--join=" + cluster,
                "--data=" + folder.resolve(name));
    }

    private static void awaitWorkers(CoordinatorClient client, int count) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<WorkerRow> workers = client.workers();
        while (workers.size() < count) {
            assertThat(System.nanoTime())
                    .as("still waiting for workers: %s", workers)
                    .isLessThan(end);
            Program.pause();
            workers = client.workers();
        }
    }
}
