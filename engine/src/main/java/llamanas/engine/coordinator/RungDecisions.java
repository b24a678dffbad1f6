package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.fidelity.Contestant;
import llamanas.engine.search.fidelity.Forecasts;
import llamanas.engine.search.fidelity.Racing;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.FidelitySpec;
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
        Forecasts forecasts = forecasts(ledger);
        Racing.Verdict verdict = ledger.brain()
                .racing()
                .judge(
                        contestants(ledger, open),
                        contestants(ledger, ledger.front().numbers()),
                        forecasts);
        return new SearchEvent.RungClosed(
                ledger.halving().rung(),
                verdict.dropped().stream()
                        .map(drop -> new SearchEvent.Dropped(
                                drop.number(), drop.by(), estimate(ledger, drop.number(), forecasts)))
                        .toList(),
                verdict.aside().stream()
                        .map(number -> new SearchEvent.SetAside(number, estimate(ledger, number, forecasts)))
                        .toList(),
                now);
    }

    private static Measurement estimate(SearchLedger ledger, int number, Forecasts forecasts) {
        Measurement part = ledger.halving().share(number).orElseThrow();
        return forecasts.estimate(ledger.candidates().get(number).told().genome(), part);
    }

    private static Forecasts forecasts(SearchLedger ledger) {
        List<Integer> complete = ledger.halving().shares().keySet().stream()
                .filter(number -> ledger.candidates().get(number).outcome() == Candidate.Outcome.SUCCEEDED)
                .sorted()
                .toList();
        return Forecasts.of(
                ledger.space(),
                contestants(ledger, complete),
                ledger.halving().share(0).map(Measurement::sums));
    }

    /** What is taken up of that which was set aside, once the strategy may not be asked: nothing where none of it is worth that. */
    static Optional<SearchEvent> resumed(SearchLedger ledger, Instant now) {
        FidelitySpec fidelity = ledger.spec().fidelity();
        if (fidelity == null || !ledger.needsResumption()) {
            return Optional.empty();
        }
        List<Integer> promising = ledger.brain()
                .racing()
                .promising(
                        contestants(ledger, ledger.waiting()),
                        contestants(ledger, ledger.front().numbers()),
                        forecasts(ledger));
        double left = ledger.exactBudgetLeft();
        List<Integer> taken = new ArrayList<>();
        for (int number : promising) {
            double unread = ledger.halving().unread(number, fidelity);
            if (unread <= left) {
                left -= unread;
                taken.add(number);
            }
        }
        return Optional.of(new SearchEvent.CandidatesResumed(taken, now));
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
