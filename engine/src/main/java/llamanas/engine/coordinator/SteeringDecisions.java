package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import llamanas.config.LimitRules;
import llamanas.config.Nearest;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SpaceMismatch;

/**
 * The coordinator's decisions on what people change of a search under way: pure functions, as {@link SearchDecisions} are. What is
 * sent twice counts once.
 */
final class SteeringDecisions {
    private static final int MOST = LimitRules.EVALUATIONS;

    private SteeringDecisions() {}

    /** More evaluations; a search that was finished goes on. */
    static Decision extend(SearchLedger ledger, String request, int more, Instant now) {
        if (ledger.steering().requests().contains(request)) {
            return Decision.NOTHING;
        }
        SearchState stage = ledger.course().stage();
        if (stage == SearchState.CANCELLED || stage == SearchState.FAILED) {
            throw refused(
                    ledger, "is " + name(stage) + " and can't be extended; start its spec again under another id");
        }
        if (more < 1 || more > MOST - ledger.steering().budget()) {
            throw refused(
                    ledger,
                    "can't be extended by " + more + " evaluations; expected 1 to "
                            + (MOST - ledger.steering().budget()));
        }
        int total = ledger.steering().budget() + more;
        return Decision.event(new SearchEvent.BudgetExtended(request, more, total, now));
    }

    /** Another end of the hypervolume; empty for the usual one. */
    static Decision reference(SearchLedger ledger, Map<String, Double> reference, Instant now) {
        List<String> objectives =
                ledger.spec().objectives().stream().map(Objective::metric).toList();
        reference.forEach((metric, value) -> {
            if (!objectives.contains(metric)) {
                throw refused(
                        ledger,
                        "has no objective " + metric + Nearest.hint(metric, objectives) + "; its objectives are "
                                + String.join(", ", objectives));
            } else if (value == null || !Double.isFinite(value)) {
                throw refused(ledger, "can't have the reference " + metric + " = " + value + "; expected a number");
            }
        });
        return ledger.steering().reference().equals(reference)
                ? Decision.NOTHING
                : Decision.event(new SearchEvent.ReferenceChanged(reference, now));
    }

    /** A candidate that somebody wants measured; nothing happens where the search has it already. */
    static Decision inject(SearchLedger ledger, Architecture architecture, Instant now) {
        if (candidate(ledger, architecture).isPresent()) {
            return Decision.NOTHING;
        }
        refuseUnlessSearching(ledger);
        Genome genome = ledger.space()
                .genome(architecture)
                .orElseThrow(
                        () -> refused(ledger, "can't measure it: " + SpaceMismatch.of(ledger.space(), architecture)));
        ledger.brain().violated(architecture).ifPresent(why -> {
            throw refused(ledger, "can't measure it: " + why);
        });
        List<SearchEvent> events = new ArrayList<>(beginning(ledger, now));
        SearchLedger begun = events.stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
        Optional<Candidate> full = begun.find(genome);
        if (full.isEmpty() && begun.budgetLeft() < 1) {
            String id = ledger.created().id();
            // Of a search that runs, the strategy would take the evaluation first.
            throw refused(
                    ledger,
                    "has spent its budget of " + ledger.steering().budget()
                            + " evaluations, those that are being measured among them; pause it (./llama-nas search pause "
                            + id + "), extend it (./llama-nas search extend " + id
                            + " --evaluations 1), inject, and resume it (./llama-nas search resume " + id + ")");
        }
        if (full.isEmpty()) {
            events.add(new SearchEvent.CandidateInjected(begun.candidates().size(), genome, now));
        }
        return new Decision(events, List.of());
    }

    /** The candidate that is this sub-network, where the search has it. */
    static Optional<Candidate> candidate(SearchLedger ledger, Architecture architecture) {
        Optional<Genome> genome = ledger.space().genome(architecture);
        boolean full = architecture.equals(Architecture.full(ledger.space().shape()));
        return genome.isEmpty() && full ? ledger.candidates().stream().findFirst() : genome.flatMap(ledger::find);
    }

    /** Candidate 0 is the full network: where somebody comes before the strategy, it is proposed for the strategy. */
    static List<SearchEvent> beginning(SearchLedger ledger, Instant now) {
        if (ledger.generations() > 0) {
            return List.of();
        }
        List<Genome> full = ledger.brain().fullNetwork().stream().toList();
        return List.of(new SearchEvent.GenerationProposed(0, 1 - full.size(), full, now));
    }

    private static void refuseUnlessSearching(SearchLedger ledger) {
        SearchState stage = ledger.course().stage();
        if (ledger.spec().fidelity() != null) {
            throw refused(
                    ledger,
                    "measures its candidates in groups on growing shares of the data, which one more can't join;"
                            + " inject into a search without fidelity");
        } else if (stage == SearchState.PREPARING) {
            throw refused(ledger, "has no space yet, its model is being prepared; inject when it runs");
        } else if (stage == SearchState.FINISHED || stage == SearchState.REPORTING) {
            throw refused(
                    ledger,
                    "has ended its search; extend it first: ./llama-nas search extend "
                            + ledger.created().id() + " --evaluations 1");
        } else if (stage.isFinal()) {
            throw refused(ledger, "is " + name(stage) + " and measures nothing any more");
        }
    }

    private static InvalidInputException refused(SearchLedger ledger, String what) {
        return new InvalidInputException("search '" + ledger.created().id() + "' " + what);
    }

    private static String name(SearchState stage) {
        return stage.name().toLowerCase(Locale.ROOT);
    }
}
