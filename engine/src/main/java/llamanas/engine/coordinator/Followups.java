package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.search.SearchState;

/** What has to be done because of the state that a search has come to. Pure. */
final class Followups {
    private Followups() {}

    /** After events took the search from one state to another: only what is new. */
    static List<Action> between(SearchLedger before, SearchLedger after, Instant now) {
        List<Action> actions = new ArrayList<>();
        if (demand(before) != demand(after)) {
            actions.add(demanded(after));
        }
        boolean more = before.generations() < after.generations() || before.needsArchive() != after.needsArchive();
        if (after.needsGeneration() && (!before.needsGeneration() || more)) {
            actions.addAll(next(after));
        }
        if (owesResults(after) && !owesResults(before)) {
            actions.add(new Action.SaveResults());
        }
        if (isEnded(before) && !isEnded(after)) {
            actions.add(new Action.ReportReopening());
        }
        if (isEnded(after) && !isEnded(before)) {
            actions.add(new Action.ReportEnd(SearchViews.status(after, now)));
        }
        return actions;
    }

    /** After a start: all of it, as nobody knows what was done before. */
    static List<Action> all(SearchLedger ledger, Instant now) {
        List<Action> actions = new ArrayList<>();
        actions.add(demanded(ledger));
        if (ledger.needsGeneration()) {
            actions.addAll(next(ledger));
        }
        if (owesResults(ledger)) {
            actions.add(new Action.SaveResults());
        }
        if (isEnded(ledger)) {
            actions.add(new Action.ReportEnd(SearchViews.status(ledger, now)));
        }
        return actions;
    }

    /** At the end of a generation. */
    private static List<Action> next(SearchLedger ledger) {
        Action next = ledger.needsArchive() ? new Action.Recall() : new Action.Plan();
        return ledger.generations() == 0 ? List.of(next) : List.of(next, new Action.Keep());
    }

    private static Action.Demand demanded(SearchLedger ledger) {
        return new Action.Demand(demand(ledger), ledger.spec().computedIn());
    }

    private static int demand(SearchLedger ledger) {
        int jobs = ledger.work().pending().size() + (ledger.awaitsPreparation() ? 1 : 0);
        return ledger.course().isActive() ? jobs : 0;
    }

    private static boolean owesResults(SearchLedger ledger) {
        return ledger.course().stage() == SearchState.FINISHED
                && !ledger.course().resultsWritten();
    }

    /** Whether nothing can happen to the search any more. */
    static boolean isEnded(SearchLedger ledger) {
        return ledger.course().stage().isFinal() && ledger.running().isEmpty() && !owesResults(ledger);
    }
}
