package llamanas.engine.coordinator;

import akka.actor.typed.DispatcherSelector;
import akka.actor.typed.javadsl.ActorContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import llamanas.protocol.search.SearchStatus;

/**
 * Reads and writes the archive for one coordinator, outside of its actor, which is told how it went. Mutable; owned by the
 * coordinator.
 */
final class Archivist {
    private final ActorContext<SearchCommand> context;
    private final Archive archive;
    /** So many of the first candidates are in the archive, as far as is known since the start. */
    private int kept;

    Archivist(ActorContext<SearchCommand> context, Archive archive) {
        this.context = context;
        this.archive = archive;
    }

    /** Answered with {@code Recalled}, or {@code ArchiveFailed}. */
    void recall(SearchLedger ledger) {
        Optional<Archive.Conditions> conditions = ArchiveDecisions.conditions(ledger);
        outside(() -> {
            try {
                List<Archive.Entry> found =
                        conditions.isEmpty() ? List.of() : archive.recall(conditions.get(), ArchiveDecisions.MOST);
                return new SearchCommand.Recalled(found);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /**
     * Answered with {@code Kept}, or {@code ArchiveFailed}. What was kept before is not looked at again before the end.
     *
     * @param end how the search ended, where it is over
     */
    void keep(SearchLedger ledger, Optional<SearchStatus> end) {
        int from = kept;
        outside(() -> {
            try {
                archive.keep(ArchiveDecisions.entries(ledger, from, end.isPresent()));
                return new SearchCommand.Kept(ledger.candidates().size(), end);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** Candidates up to this number, all of them measured or given up, are in the archive. */
    void kept(int candidates) {
        kept = Math.max(kept, candidates);
    }

    private void outside(Supplier<SearchCommand> work) {
        Executor blocking = context.getSystem().dispatchers().lookup(DispatcherSelector.blocking());
        context.pipeToSelf(
                CompletableFuture.supplyAsync(work, blocking),
                (answer, problem) ->
                        problem == null ? answer : new SearchCommand.ArchiveFailed(Outage.message(problem)));
    }
}
