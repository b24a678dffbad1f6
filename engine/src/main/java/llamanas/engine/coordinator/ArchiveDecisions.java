package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.coordinator.event.SearchEvent.ArchiveAnswered.Answer;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/** What a search takes from the archive, and what it gives to it: pure functions, as {@link SearchDecisions} are. */
final class ArchiveDecisions {
    /** What a search takes at most: bounds its first event, and what a strategy is told at once. */
    static final int MOST = 10_000;

    private ArchiveDecisions() {}

    /** Under which conditions a search measures; empty where its worker did not say, or there is a stand-in for the model. */
    static Optional<Archive.Conditions> conditions(SearchLedger ledger) {
        @Nullable Inspection prepared = ledger.groundwork().inspection();
        Inspection inspection = prepared == null ? ledger.created().inspection() : prepared;
        @Nullable String device = inspection.device();
        return device == null || ledger.spec().standIn() != null
                ? Optional.empty()
                : Optional.of(new Archive.Conditions(
                        inspection.modelHash(),
                        inspection.dataHash(),
                        device,
                        ledger.spec().dtype()));
    }

    /**
     * The archive has answered: what is in the space, has all metrics that are asked for, and is no candidate yet, becomes one. The
     * full network, known or not, is candidate 0.
     */
    static Decision recalled(SearchLedger ledger, List<Archive.Entry> entries, Instant now) {
        if (!ledger.spec().archive() || ledger.steering().archiveAsked()) {
            return Decision.NOTHING;
        }
        List<Answer> usable = usable(ledger, entries);
        Optional<Answer> full = ledger.candidates().isEmpty()
                ? usable.stream().filter(answer -> isFull(ledger, answer)).findFirst()
                : Optional.empty();
        List<SearchEvent> events = new ArrayList<>(
                full.isPresent() || usable.isEmpty() ? List.of() : SteeringDecisions.beginning(ledger, now));
        int first = events.stream()
                .reduce(ledger, SearchLedger::apply, (a, b) -> b)
                .candidates()
                .size();
        usable.sort(Comparator.comparing(answer -> full.isEmpty() || !full.get().equals(answer)));
        SearchEvent answered = new SearchEvent.ArchiveAnswered(first, usable, now);
        SearchLedger begun = events.stream().reduce(ledger, SearchLedger::apply, (a, b) -> b);
        events.addAll(SearchDecisions.completed(begun, answered, now));
        return new Decision(events, List.of());
    }

    private static boolean isFull(SearchLedger ledger, Answer answer) {
        Optional<Genome> full = ledger.brain().fullNetwork();
        return full.equals(Optional.ofNullable(answer.genome()));
    }

    private static List<Answer> usable(SearchLedger ledger, List<Archive.Entry> entries) {
        Architecture full = Architecture.full(ledger.space().shape());
        boolean outside = ledger.brain().fullNetwork().isEmpty();
        Set<Architecture> taken = new HashSet<>();
        ledger.candidates().forEach(candidate -> taken.add(ledger.architecture(candidate)));
        List<Answer> usable = new ArrayList<>();
        for (Archive.Entry entry : entries) {
            boolean isFull = entry.architecture().equals(full);
            Optional<Genome> genome =
                    isFull && outside ? Optional.empty() : ledger.space().genome(entry.architecture());
            boolean fits = genome.isPresent() || (isFull && outside);
            if (fits && isComplete(ledger, genome.orElse(null), entry) && taken.add(entry.architecture())) {
                usable.add(answer(ledger, genome.orElse(null), entry));
            }
        }
        return usable;
    }

    private static Answer answer(SearchLedger ledger, @Nullable Genome genome, Archive.Entry entry) {
        Measurement measurement = entry.measurement();
        boolean deployed = ledger.spec().deployment() != null;
        return new Answer(
                genome,
                deployed
                        ? measurement.with(ledger.brain().metrics(entry.architecture(), measurement.metrics()))
                        : measurement,
                entry.report(),
                entry.search(),
                entry.candidate());
    }

    /** Whether it has a finite value of every objective and constraint. */
    private static boolean isComplete(SearchLedger ledger, @Nullable Genome genome, Archive.Entry entry) {
        return !ledger.brain().evaluated(genome, entry.measurement()).failed();
    }

    /**
     * What a search has measured itself, without what is true of its deployment alone.
     *
     * @param from those before it are left out
     * @param reports whether those before it that are measured on unseen data by now are not
     */
    static List<Archive.Entry> entries(SearchLedger ledger, int from, boolean reports) {
        return ledger.candidates().stream()
                .filter(candidate -> candidate.number() >= from || (reports && candidate.report() != null))
                .filter(candidate -> ledger.spec().standIn() == null && !candidate.isRecalled())
                .flatMap(candidate -> entry(ledger, candidate))
                .toList();
    }

    private static Stream<Archive.Entry> entry(SearchLedger ledger, Candidate candidate) {
        @Nullable Measurement measurement = candidate.measurement();
        return measurement == null || candidate.outcome() != Candidate.Outcome.SUCCEEDED
                ? Stream.empty()
                : Stream.of(new Archive.Entry(
                        Archive.Conditions.of(measurement.provenance()),
                        ledger.architecture(candidate),
                        undeployed(measurement),
                        candidate.report(),
                        ledger.created().id(),
                        candidate.number()));
    }

    private static Measurement undeployed(Measurement measurement) {
        Map<String, Double> lasting = new TreeMap<>(measurement.metrics());
        return lasting.keySet().removeIf(Metrics::isDeployed) ? measurement.with(lasting) : measurement;
    }
}
