package llamanas.engine.coordinator;

import java.util.List;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Strategy;
import llamanas.protocol.api.PredictionRow;

/**
 * How well the generations of a search were predicted. No event says so, since it follows from those that there are: a strategy
 * that is told the same generations has the same predictors.
 */
final class PredictionViews {
    private PredictionViews() {}

    /** By generation; empty for a strategy that does not predict. Fits predictors again: seconds. */
    static List<PredictionRow> of(SearchLedger ledger) {
        if (ledger.generations() == 0) {
            return List.of();
        }
        Strategy strategy = ledger.brain().strategy();
        for (int generation = 0; generation < finished(ledger); generation++) {
            strategy.tell(ledger.told(generation));
        }
        return strategy.predictorQuality().stream().map(q -> row(ledger, q)).toList();
    }

    /** The last generation may still be measured, or never be where the search was cancelled. */
    private static int finished(SearchLedger ledger) {
        int last = ledger.generations() - 1;
        boolean open = ledger.candidates().stream()
                .anyMatch(c -> c.generation() == last && c.outcome() == Candidate.Outcome.OPEN);
        return open ? last : last + 1;
    }

    private static PredictionRow row(SearchLedger ledger, PredictorQuality quality) {
        return new PredictionRow(
                quality.generation(),
                ledger.spec().objectives().get(quality.objective()).metric(),
                quality.predictor(),
                quality.trained(),
                quality.samples(),
                quality.tau(),
                quality.mape(),
                quality.crossValidatedTau(),
                quality.halfWidth(),
                quality.coverage());
    }
}
