package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Random;
import llamanas.engine.app.SmallSearch.Outcome;
import llamanas.engine.cli.CoordinatorClient;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promise of the journal, kept by the program itself: killed at any moment, it goes on as if nothing had been. */
class CrashRecoveryTest {
    private static final int KILLS = 3;

    @TempDir
    private Path folder;

    @Test
    void killedAgainAndAgainASearchEndsAsIfUndisturbed() throws Exception {
        Outcome expected = SmallSearch.undisturbed(folder);
        Path data = folder.resolve("killed and restarted");
        Random random = new Random(20);
        int done = 0;
        try (Program first = SmallSearch.node(data)) {
            first.client().start(SmallSearch.ID, SmallSearch.spec(folder));
            done = killAfter(first, done, random);
        }
        for (int kill = 1; kill < KILLS; kill++) {
            try (Program node = SmallSearch.node(data)) {
                done = killAfter(node, done, random);
            }
        }
        try (Program reporting = SmallSearch.node(data)) {
            killInTheReport(reporting);
        }
        try (Program last = SmallSearch.node(data)) {
            CoordinatorClient client = last.client();
            SmallSearch.finish(client);
            assertThat(Outcome.of(client)).isEqualTo(expected);
            assertThat(last.err()).doesNotContain("ERROR");
            last.stop();
        }

        JournalAudit audit = JournalAudit.of(JournalReader.read(data, SmallSearch.ID), SmallSearch.EVALUATIONS);
        assertThat(audit.succeeded()).isEqualTo(SmallSearch.EVALUATIONS);
        assertThat(audit.reported()).isGreaterThanOrEqualTo(expected.front().size());
        assertThat(audit.recoveries()).as("restarts before the end").isPositive();
        assertThat(audit.started())
                .as("evaluations begun: those that ended, and those that a kill cut off")
                .isEqualTo(audit.succeeded() + audit.reported() + audit.lost());
    }

    /** Kills the node while the front is measured on unseen data. */
    private static void killInTheReport(Program node) {
        SearchStatus status = SmallSearch.await(
                node.client(),
                now -> now.state() == SearchState.REPORTING || now.state().isFinal());
        assertThat(status.state()).isEqualTo(SearchState.REPORTING);
        node.kill();
    }

    /** Kills the node some evaluations and a moment later; says how many evaluations were known to have ended. */
    private static int killAfter(Program node, int done, Random random) throws InterruptedException {
        int target = done + random.nextInt(SmallSearch.EVALUATIONS / KILLS);
        CoordinatorClient client = node.client();
        SearchStatus status = SmallSearch.await(
                client,
                now -> now.done() >= target
                        || now.state() == SearchState.REPORTING
                        || now.state().isFinal());
        Thread.sleep(random.nextInt(40));
        node.kill();
        return status.done();
    }
}
