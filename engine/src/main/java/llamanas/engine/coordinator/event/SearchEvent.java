package llamanas.engine.coordinator.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened in one search. A search is the fold of its events: decisions that depend on constants of the
 * code (how often to try again) are recorded in the event, so that an old journal means the same under new code.
 */
public sealed interface SearchEvent extends JournalRecord {
    /** When it happened, by the coordinator's clock. */
    Instant at();

    /** A worker has opened model and tasks, and the search begins. */
    record SearchCreated(String id, SearchSpec spec, Inspection inspection, Instant at) implements SearchEvent {
        public SearchCreated {
            at = timeOf(at);
        }
    }

    /**
     * A worker is about to be given a job that comes before all evaluations, or was found to have it already: the device to measure,
     * where latencies are computed, then the model to prepare, where that is wanted, then single changes to measure and gates to train,
     * where the strategy goes by them. This event and the three that follow are about whichever of them is open.
     */
    record PreparationStarted(String worker, Instant at) implements SearchEvent {
        public PreparationStarted {
            at = timeOf(at);
        }
    }

    /**
     * The worker that had the job is gone. No attempt is counted; another one goes on from the saved state of a preparation.
     *
     * @param counted whether the worker died while it had the job; false where only the coordinator was restarted
     * @param last whether too many workers have died with this job; then {@link SearchFailed} follows
     */
    record PreparationLost(String worker, boolean counted, boolean last, Instant at) implements SearchEvent {
        public PreparationLost {
            at = timeOf(at);
        }
    }

    /**
     * The preparation, or another job before all evaluations, broke.
     *
     * @param attempt which one it was, from 1 on
     * @param last whether this was the last try; then {@link SearchFailed} follows
     */
    record PreparationFailed(String worker, String reason, int attempt, boolean last, Instant at)
            implements SearchEvent {
        public PreparationFailed {
            at = timeOf(at);
        }
    }

    /** What the spec wants before all evaluations can't be done, or what came of it can't be gone by. {@link SearchFailed} follows. */
    record PreparationRefused(String worker, String reason, Instant at) implements SearchEvent {
        public PreparationRefused {
            at = timeOf(at);
        }
    }

    /** The model is prepared; from now on the search is one of the prepared model, which the inspection is of. */
    record ModelPrepared(String worker, Preparation preparation, Inspection inspection, Instant at)
            implements SearchEvent {
        public ModelPrepared {
            at = timeOf(at);
        }
    }

    /** The device is measured; from now on latencies are computed from this profile. */
    record DeviceProfiled(String worker, DeviceProfile profile, Instant at) implements SearchEvent {
        public DeviceProfiled {
            at = timeOf(at);
        }
    }

    /** Gates are trained on the model that is searched; the strategy goes by them. */
    record GatesTrained(String worker, Gates gates, Instant at) implements SearchEvent {
        public GatesTrained {
            at = timeOf(at);
        }
    }

    /** The damage of single changes of the model that is searched is measured; the strategy goes by them, and the budget is less by them. */
    record SingleChangesMeasured(String worker, SingleChanges changes, Instant at) implements SearchEvent {
        public SingleChangesMeasured {
            at = timeOf(at);
        }
    }

    /**
     * The strategy asked for a generation. Candidates are numbered from {@code firstCandidate} on. In generation 0, a
     * first number of 1 says that candidate 0, the full network, lies outside of the space and has no genome.
     */
    record GenerationProposed(int generation, int firstCandidate, List<Genome> genomes, Instant at)
            implements SearchEvent {
        public GenerationProposed {
            genomes = genomes == null ? List.of() : List.copyOf(genomes);
            at = timeOf(at);
        }
    }

    /** The strategy has nothing new left to propose. */
    record SpaceExhausted(Instant at) implements SearchEvent {
        public SpaceExhausted {
            at = timeOf(at);
        }
    }

    /** A worker is about to be given an evaluation, or was found to have it already. */
    record EvaluationStarted(int candidate, Phase phase, String worker, Instant at) implements SearchEvent {
        public EvaluationStarted {
            phase = phaseOf(phase);
            at = timeOf(at);
        }
    }

    /** An evaluation ended with a measurement. There is at most one of these per candidate and phase. */
    record EvaluationSucceeded(int candidate, Phase phase, String worker, Measurement measurement, Instant at)
            implements SearchEvent {
        public EvaluationSucceeded {
            phase = phaseOf(phase);
            at = timeOf(at);
        }
    }

    /**
     * A candidate was measured on a share of the data of the search half. Where that was the last share, {@link EvaluationSucceeded}
     * follows with what all shares add up to.
     *
     * @param rung which share, from 0 on; the full network has all of the data in the first one
     * @param measurement of this share alone, with its sums by block
     */
    record ShareMeasured(int candidate, int rung, String worker, Measurement measurement, Instant at)
            implements SearchEvent {
        public ShareMeasured {
            at = timeOf(at);
        }
    }

    /**
     * All candidates that take part are measured on the share of their rung: those of the newest generation, or those that were resumed.
     * Those named here are done with or wait; the others go on to the next rung.
     *
     * @param aside who waits, until {@link CandidatesResumed}; missing where nobody does, as in all journals of before that was possible
     */
    record RungClosed(int rung, List<Dropped> dropped, List<SetAside> aside, Instant at) implements SearchEvent {
        public RungClosed {
            dropped = dropped == null ? List.of() : List.copyOf(dropped);
            aside = aside == null ? List.of() : List.copyOf(aside);
            at = timeOf(at);
        }
    }

    /**
     * A candidate that is neither surely dominated nor likely to be a member of the front.
     *
     * @param estimate of its metrics on all of the data, which the strategy is told
     */
    record SetAside(int candidate, Measurement estimate) {}

    /**
     * The strategy has nothing new left, or little of the budget is left: these candidates, which were set aside, are measured on the next
     * share of the data. None of them says that none is worth it.
     */
    record CandidatesResumed(List<Integer> candidates, Instant at) implements SearchEvent {
        public CandidatesResumed {
            candidates = candidates == null ? List.of() : List.copyOf(candidates);
            at = timeOf(at);
        }
    }

    /**
     * A candidate that is surely dominated.
     *
     * @param by the candidate that dominates it
     * @param estimate of its metrics on all of the data
     */
    record Dropped(int candidate, int by, Measurement estimate) {}

    /**
     * An evaluation broke.
     *
     * @param attempt which one it was, from 1 on
     * @param last whether this was the last try; else the evaluation is pending again
     */
    record EvaluationFailed(
            int candidate, Phase phase, String worker, String reason, int attempt, boolean last, Instant at)
            implements SearchEvent {
        public EvaluationFailed {
            phase = phaseOf(phase);
            at = timeOf(at);
        }
    }

    /** The candidate can't be measured at all. */
    record EvaluationInfeasible(int candidate, Phase phase, String worker, String reason, Instant at)
            implements SearchEvent {
        public EvaluationInfeasible {
            phase = phaseOf(phase);
            at = timeOf(at);
        }
    }

    /**
     * The worker that had the evaluation is gone. No attempt is counted.
     *
     * @param counted whether the worker died while it had the job; false where only the coordinator was restarted
     * @param last whether too many workers have died with this job; else the evaluation is pending again
     */
    record EvaluationLost(int candidate, Phase phase, String worker, boolean counted, boolean last, Instant at)
            implements SearchEvent {
        public EvaluationLost {
            phase = phaseOf(phase);
            at = timeOf(at);
        }
    }

    /** The budget is spent; these candidates are now measured on data that the search did not see. */
    record ReportStarted(List<Integer> candidates, Instant at) implements SearchEvent {
        public ReportStarted {
            candidates = candidates == null ? List.of() : List.copyOf(candidates);
            at = timeOf(at);
        }
    }

    record SearchPaused(Instant at) implements SearchEvent {
        public SearchPaused {
            at = timeOf(at);
        }
    }

    record SearchResumed(Instant at) implements SearchEvent {
        public SearchResumed {
            at = timeOf(at);
        }
    }

    record SearchCancelled(Instant at) implements SearchEvent {
        public SearchCancelled {
            at = timeOf(at);
        }
    }

    record SearchFinished(Instant at) implements SearchEvent {
        public SearchFinished {
            at = timeOf(at);
        }
    }

    /** The search can't go on, through a fault of the program and not of a candidate. */
    record SearchFailed(String reason, Instant at) implements SearchEvent {
        public SearchFailed {
            at = timeOf(at);
        }
    }

    /** The coordinator came back after a stop or a crash. Time since the event before this one was not spent searching. */
    record SearchRecovered(Instant at) implements SearchEvent {
        public SearchRecovered {
            at = timeOf(at);
        }
    }

    /** The result files are known to be complete. */
    record ResultsWritten(Instant at) implements SearchEvent {
        public ResultsWritten {
            at = timeOf(at);
        }
    }

    /**
     * Somebody gave the search more evaluations. One that was finished, or was measuring its front on unseen data, searches on.
     *
     * @param request tells a command that is sent twice from two commands
     * @param evaluations how many more
     * @param total the budget from now on
     */
    record BudgetExtended(String request, int evaluations, int total, Instant at) implements SearchEvent {
        public BudgetExtended {
            at = timeOf(at);
        }
    }

    /**
     * Somebody moved the point where the hypervolume ends.
     *
     * @param reference by objective, in the metric's own unit; an objective that is missing ends where it usually does
     */
    record ReferenceChanged(Map<String, Double> reference, Instant at) implements SearchEvent {
        public ReferenceChanged {
            reference = reference == null ? Map.of() : Map.copyOf(reference);
            at = timeOf(at);
        }
    }

    /**
     * Somebody wants this candidate measured. It belongs to the generation that is being measured, or, where none is, is a
     * generation of its own, so that a strategy whose answer is on its way is asked again once the candidate is measured.
     *
     * @param candidate its number
     */
    record CandidateInjected(int candidate, Genome genome, Instant at) implements SearchEvent {
        public CandidateInjected {
            at = timeOf(at);
        }
    }

    /**
     * Earlier searches have measured these candidates: they are told to the strategy as if they had been measured here, and are
     * no part of the budget. They belong to a generation as {@link CandidateInjected} does. A search that wants to know asks
     * once, and records an empty answer as well.
     *
     * @param firstCandidate from which on they are numbered
     */
    record ArchiveAnswered(int firstCandidate, List<Answer> answers, Instant at) implements SearchEvent {
        public ArchiveAnswered {
            answers = answers == null ? List.of() : List.copyOf(answers);
            at = timeOf(at);
        }

        /**
         * One candidate.
         *
         * @param genome null for a full network that lies outside of the space
         * @param measurement with the provenance that it had
         * @param report on data that the search does not see; null where the other search has not measured that
         * @param search the search that measured it
         * @param candidate its number there
         */
        public record Answer(
                @Nullable Genome genome,
                Measurement measurement,
                @Nullable Measurement report,
                String search,
                int candidate) {}
    }

    private static Instant timeOf(Instant at) {
        return Objects.requireNonNullElse(at, Instant.EPOCH);
    }

    private static Phase phaseOf(Phase phase) {
        return Objects.requireNonNullElse(phase, Phase.SEARCH);
    }
}
