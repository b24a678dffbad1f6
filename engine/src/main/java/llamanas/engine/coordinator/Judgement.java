package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.wire.JobResult;

/**
 * What a result means for one candidate. Pure.
 *
 * @param worker name of the worker that it comes from
 */
record Judgement(SearchLedger ledger, int candidate, String worker, Instant now) {
    /** Tries before a failing evaluation is given up. */
    static final int MAX_ATTEMPTS = 3;

    /** So many workers may die with one evaluation and it is tried again; with the next it is given up as what kills them. */
    static final int MAX_LOSSES = 3;

    SearchEvent of(JobResult result) {
        if (result instanceof JobResult.Evaluated evaluated) {
            return of(evaluated.outcome());
        }
        String reason = result instanceof JobResult.Refused refused
                ? refused.message()
                : "the worker answered with " + result.getClass().getSimpleName();
        return infeasible(reason);
    }

    private SearchEvent of(EvaluationOutcome outcome) {
        if (outcome instanceof EvaluationOutcome.Succeeded succeeded) {
            return measured(succeeded.measurement());
        }
        return outcome instanceof EvaluationOutcome.Infeasible infeasible
                ? infeasible(infeasible.reason())
                : failed(((EvaluationOutcome.Failed) outcome).reason());
    }

    private SearchEvent measured(Measurement found) {
        Measurement measurement = phase() == Phase.SEARCH ? completed(found) : found;
        boolean share = measurement.sums() != null && ledger.share(candidate) != null;
        Measurement known = share ? ledger.halving().with(candidate, measurement) : measurement;
        Optional<String> missing = phase() == Phase.SEARCH ? unusable(known) : Optional.empty();
        return missing.map(metric -> infeasible("metric " + metric + " is "
                        + known.metrics().get(metric) + ", where the search needs a finite number"))
                .orElseGet(() -> share
                        ? new SearchEvent.ShareMeasured(
                                candidate, ledger.job(candidate).rung(), worker, measurement, now)
                        : new SearchEvent.EvaluationSucceeded(candidate, phase(), worker, measurement, now));
    }

    /** With what is computed of a deployed sub-network, so that the journal says what the search went by. */
    private Measurement completed(Measurement found) {
        return ledger.spec().deployment() == null
                ? found
                : found.with(ledger.brain()
                        .metrics(ledger.architecture(ledger.candidates().get(candidate)), found.metrics()));
    }

    /** The first metric that the search needs and that the measurement has no finite value for. */
    private Optional<String> unusable(Measurement measurement) {
        Stream<String> needed = Stream.concat(
                ledger.spec().objectives().stream().map(Objective::metric),
                ledger.spec().constraints().stream().map(Constraint::metric));
        return needed.filter(metric -> !Double.isFinite(measurement.metrics().getOrDefault(metric, Double.NaN)))
                .findFirst();
    }

    private SearchEvent infeasible(String reason) {
        return new SearchEvent.EvaluationInfeasible(candidate, phase(), worker, reason, now);
    }

    private SearchEvent failed(String reason) {
        int attempt = ledger.candidates().get(candidate).attempts() + 1;
        return new SearchEvent.EvaluationFailed(
                candidate, phase(), worker, reason, attempt, attempt >= MAX_ATTEMPTS, now);
    }

    /**
     * The worker is gone.
     *
     * @param died false where only the coordinator was restarted, which says nothing about the candidate
     */
    SearchEvent lost(boolean died) {
        boolean last = died && ledger.candidates().get(candidate).losses() >= MAX_LOSSES;
        return new SearchEvent.EvaluationLost(candidate, phase(), worker, died, last, now);
    }

    private Phase phase() {
        return ledger.course().phase();
    }
}
