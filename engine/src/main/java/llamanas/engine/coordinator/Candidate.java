package llamanas.engine.coordinator;

import java.util.List;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Evaluated;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Origin;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/**
 * One candidate of a search.
 *
 * @param number 0 is the full network
 * @param genome null only for a full network that lies outside of the space
 * @param outcome how its evaluation on the search half stands
 * @param measurement on the half that guides the search
 * @param evaluated the measurement as strategies see it
 * @param report measurement on the half that the search did not see
 * @param attempts evaluations of the current phase that broke
 * @param losses workers that died while they had it, in the current phase
 * @param reason why it failed last; null where it never did
 * @param origin who brought it in; null for what the strategy asked for
 */
record Candidate(
        int number,
        int generation,
        @Nullable Genome genome,
        Outcome outcome,
        @Nullable Measurement measurement,
        @Nullable Evaluated evaluated,
        @Nullable Measurement report,
        int attempts,
        int losses,
        @Nullable String reason,
        @Nullable Origin origin) {

    enum Outcome {
        OPEN,
        SUCCEEDED,
        INFEASIBLE,
        FAILED,
        /** Measured on a part of the data only, and surely dominated; the measurement is an estimate. */
        DROPPED,
        /** Measured on a part of the data only, and not likely a member of the front; the measurement is an estimate. */
        ASIDE
    }

    static Candidate proposed(int number, int generation, @Nullable Genome genome) {
        return new Candidate(number, generation, genome, Outcome.OPEN, null, null, null, 0, 0, null, null);
    }

    /** Measured by another search. */
    static Candidate recalled(
            int number, int generation, SearchEvent.ArchiveAnswered.Answer answer, SearchBrain brain) {
        @Nullable Measurement report = answer.report();
        Candidate found = proposed(number, generation, answer.genome())
                .succeeded(answer.measurement(), brain.evaluated(answer.genome(), answer.measurement()))
                .from(Origin.archive(answer.search(), answer.candidate()));
        return report == null ? found : found.reported(report);
    }

    /** The same, brought in by somebody else than the strategy. */
    Candidate from(Origin who) {
        return new Candidate(
                number, generation, genome, outcome, measurement, evaluated, report, attempts, losses, reason, who);
    }

    boolean isRecalled() {
        return origin != null && origin.kind() == Origin.Kind.ARCHIVE;
    }

    Candidate succeeded(Measurement value, Evaluated seen) {
        return new Candidate(
                number, generation, genome, Outcome.SUCCEEDED, value, seen, report, attempts, losses, null, origin);
    }

    Candidate dropped(Measurement estimate, Evaluated seen, int by) {
        String why = "estimated from a part of the data, on which candidate " + by + " is surely better";
        return new Candidate(
                number, generation, genome, Outcome.DROPPED, estimate, seen, report, attempts, losses, why, origin);
    }

    Candidate aside(Measurement estimate, Evaluated seen) {
        String why = "estimated from a part of the data, by which it is unlikely to be a member of the front";
        return new Candidate(
                number, generation, genome, Outcome.ASIDE, estimate, seen, report, attempts, losses, why, origin);
    }

    /** It was set aside, and is measured further. */
    Candidate resumed() {
        return new Candidate(number, generation, genome, Outcome.OPEN, null, null, report, 0, 0, null, origin);
    }

    Candidate reported(Measurement value) {
        return new Candidate(
                number, generation, genome, outcome, measurement, evaluated, value, attempts, losses, null, origin);
    }

    /** One more attempt broke. */
    Candidate broken(String why) {
        return new Candidate(
                number, generation, genome, outcome, measurement, evaluated, report, attempts + 1, losses, why, origin);
    }

    /** One more worker died. */
    Candidate lost() {
        return new Candidate(
                number,
                generation,
                genome,
                outcome,
                measurement,
                evaluated,
                report,
                attempts,
                losses + 1,
                reason,
                origin);
    }

    /** For good. */
    Candidate closed(Outcome end, String why) {
        return new Candidate(
                number, generation, genome, end, measurement, evaluated, report, attempts, losses, why, origin);
    }

    Candidate withReason(String why) {
        return closed(outcome, why);
    }

    /** Ready for the next rung, or for the report phase, with its attempts counted anew. */
    Candidate afresh() {
        return new Candidate(number, generation, genome, outcome, measurement, evaluated, report, 0, 0, reason, origin);
    }

    /** As a strategy is told of it; without costs where there is no measurement. */
    Evaluated told() {
        Genome known = genome == null ? Genome.of() : genome;
        return evaluated == null ? new Evaluated(known, List.of(), 0) : evaluated;
    }
}
