package llamanas.engine.coordinator;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.SearchStatus;

/** What came closest where nothing measured holds the constraints, or is of interest. Pure, as {@link SearchViews} is. */
final class Misses {
    private Misses() {}

    /**
     * One for the constraints, or one for the interest. O(candidates) while nothing holds the constraints, else O(front): what is
     * inside of the interest, which bounds objectives at their worse end alone, is on the front, or is dominated by what is inside.
     */
    static List<SearchStatus.Miss> of(SearchLedger ledger) {
        List<Candidate> front = ledger.front().members();
        Optional<SearchStatus.Miss> miss = front.isEmpty()
                ? closest(ledger, SearchStatus.Miss.CONSTRAINTS, ledger.spec().constraints(), ledger.candidates())
                : closest(ledger, SearchStatus.Miss.INTEREST, ledger.spec().interest(), front);
        return miss.stream().toList();
    }

    /** Empty where one is inside of the bounds, or nothing is measured. */
    private static Optional<SearchStatus.Miss> closest(
            SearchLedger ledger, String what, List<Constraint> bounds, Collection<Candidate> candidates) {
        return measured(candidates, bounds)
                .map(candidate -> new Outside(candidate.number(), metrics(ledger, candidate)))
                .min(Comparator.comparingDouble(outside -> outside.by(bounds)))
                .filter(outside -> outside.by(bounds) > 0)
                .map(outside -> outside.miss(what, bounds));
    }

    private static Stream<Candidate> measured(Collection<Candidate> candidates, List<Constraint> bounds) {
        return bounds.isEmpty()
                ? Stream.empty()
                : candidates.stream().filter(candidate -> candidate.outcome() == Candidate.Outcome.SUCCEEDED);
    }

    private static Map<String, Double> metrics(SearchLedger ledger, Candidate candidate) {
        return ledger.brain().metrics(ledger.architecture(candidate), SearchViews.metrics(candidate));
    }

    /** A candidate with its metrics. */
    private record Outside(int number, Map<String, Double> metrics) {
        /** Summed relative violation. */
        double by(List<Constraint> bounds) {
            return bounds.stream()
                    .mapToDouble(bound -> bound.violation(metrics))
                    .sum();
        }

        SearchStatus.Miss miss(String what, List<Constraint> bounds) {
            Constraint worst = bounds.stream()
                    .max(Comparator.comparingDouble(bound -> bound.violation(metrics)))
                    .orElseThrow();
            return new SearchStatus.Miss(what, number, worst, metrics.getOrDefault(worst.metric(), Double.NaN));
        }
    }
}
