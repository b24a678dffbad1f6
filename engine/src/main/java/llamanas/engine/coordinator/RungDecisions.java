package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.fidelity.Contestant;
import llamanas.engine.search.fidelity.Racing;
import llamanas.engine.search.fidelity.ShareEstimate;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchState;

/**
 * The coordinator's decisions on shares of the data: pure functions, as {@link SearchDecisions} are. Who goes on is decided when all of
 * a generation is measured on a share, so that the order in which results come in has no say.
 */
final class RungDecisions {
    private RungDecisions() {}

    /** After the last share of a candidate: what all of its shares add up to. */
    static Optional<SearchEvent> completed(SearchLedger after, SearchEvent event) {
        return event instanceof SearchEvent.ShareMeasured measured
                ? after.halving()
                        .share(measured.candidate())
                        .filter(all -> all.sums() != null && all.sums().isComplete())
                        .map(all -> new SearchEvent.EvaluationSucceeded(
                                measured.candidate(), Phase.SEARCH, measured.worker(), all.plain(), measured.at()))
                : Optional.empty();
    }

    /** The end of a rung, once all that take part are measured on its share. */
    static Optional<SearchEvent> closed(SearchLedger ledger, Instant now) {
        boolean measured = ledger.spec().fidelity() != null
                && ledger.course().isActive()
                && ledger.course().stage() == SearchState.RUNNING
                && ledger.work().isDone();
        List<Integer> open = measured ? ledger.openOnes() : List.of();
        return open.isEmpty() ? Optional.empty() : Optional.of(close(ledger, open, now));
    }

    private static SearchEvent close(SearchLedger ledger, List<Integer> open, Instant now) {
        List<SearchEvent.Dropped> dropped = ledger
                .brain()
                .racing()
                .judge(
                        contestants(ledger, open),
                        contestants(ledger, ledger.front().numbers()))
                .stream()
                .map(drop -> dropped(ledger, drop))
                .toList();
        return new SearchEvent.RungClosed(ledger.halving().rung(), dropped, now);
    }

    private static SearchEvent.Dropped dropped(SearchLedger ledger, Racing.Drop drop) {
        Measurement part = ledger.halving().share(drop.number()).orElseThrow();
        Optional<BlockSums> full = ledger.halving().share(0).map(Measurement::sums);
        return new SearchEvent.Dropped(drop.number(), drop.by(), ShareEstimate.of(part, full));
    }

    private static List<Contestant> contestants(SearchLedger ledger, List<Integer> numbers) {
        return numbers.stream()
                .flatMap(number ->
                        ledger.halving().share(number).stream().map(share -> contestant(ledger, number, share)))
                .toList();
    }

    private static Contestant contestant(SearchLedger ledger, int number, Measurement share) {
        BlockSums sums = share.sums();
        if (sums == null) {
            throw new IllegalStateException("candidate " + number + " has a share without sums");
        }
        return new Contestant(
                number, ledger.brain().evaluated(ledger.candidates().get(number).genome(), share), sums);
    }
}
