package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.AbstractList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.RandomAccess;
import java.util.TreeMap;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.WeightedSum;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.SingleChangesStatus;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/** What people see of a ledger. Pure, and thread-safe as ledgers are, so that no actor has to do it. */
final class SearchViews {
    private SearchViews() {}

    /** O(front log front) for two objectives. */
    static SearchStatus status(SearchLedger ledger, Instant now) {
        Course course = ledger.course();
        long elapsed = course.activeMillisAt(now);
        return new SearchStatus(
                ledger.created().id(),
                ledger.spec().name(),
                course.state(),
                Math.max(0, ledger.generations() - 1),
                ledger.steering().budget(),
                ledger.done(),
                ledger.failed(),
                ledger.work().running().size(),
                ledger.front().members().size(),
                hypervolume(ledger),
                elapsed,
                remaining(ledger, elapsed),
                ledger.space().size().toString(),
                message(ledger),
                ledger.groundwork().progress(),
                ledger.spec().fidelity() == null ? null : ledger.halving().status(ledger.done() + ledger.failed()),
                ledger.steering().recalled(),
                ledger.steering().reference(),
                best(ledger),
                singleChanges(ledger),
                ledger.spec().objectives().stream().map(Objective::metric).toList(),
                Misses.of(ledger),
                arithmetic(ledger.inspection()));
    }

    private static @Nullable String arithmetic(Inspection inspection) {
        String dtype = inspection.dtype();
        return dtype == null || dtype.equals(inspection.computedIn())
                ? dtype
                : dtype + ", quality computed in " + inspection.computedIn();
    }

    private static @Nullable SingleChangesStatus singleChanges(SearchLedger ledger) {
        SingleChanges measured = ledger.groundwork().singleChanges();
        return measured == null ? null : SingleChangesStatus.of(measured);
    }

    /** The least weighted sum is on the front, as weights are not negative. O(front). */
    private static SearchStatus.@Nullable Best best(SearchLedger ledger) {
        List<Double> weights = ledger.spec().strategy().weights();
        Optional<Evaluated> full = ledger.fullNetwork();
        if (weights.isEmpty() || full.isEmpty() || full.get().failed()) {
            return null;
        }
        List<Double> reference = full.get().costs();
        double whole = WeightedSum.of(weights, reference, reference);
        return ledger.front().members().stream()
                .map(member -> new SearchStatus.Best(
                        member.number(), WeightedSum.of(weights, member.told().costs(), reference), whole))
                .min(Comparator.comparingDouble(SearchStatus.Best::sum))
                .orElse(null);
    }

    /** What the course says; before that, who does the job that comes before all evaluations; while the front is measured on unseen data, how much is left. */
    private static @Nullable String message(SearchLedger ledger) {
        Work work = ledger.work();
        if (ledger.course().state() == SearchState.PREPARING) {
            return preparing(ledger.groundwork());
        }
        boolean reporting = ledger.course().state() == SearchState.REPORTING;
        int left = work.pending().size() + work.running().size();
        String said = reporting ? "sub-networks left: " + left : ledger.course().message();
        if (said != null) {
            return said;
        }
        String mixed = mixed(ledger);
        return mixed == null ? leftOut(ledger) : mixed;
    }

    /** Where a search goes on by other rules of scoring, or on other data, than it was begun with. O(candidates that are not measured). */
    private static @Nullable String mixed(SearchLedger ledger) {
        @Nullable Inspection prepared = ledger.groundwork().inspection();
        String begun = (prepared == null ? ledger.created().inspection() : prepared).dataHash();
        List<Candidate> candidates = ledger.candidates();
        for (int i = candidates.size() - 1; i >= 0; i--) {
            @Nullable Measurement measurement = candidates.get(i).measurement();
            if (measurement != null && !candidates.get(i).isRecalled()) {
                String last = measurement.provenance().dataHash();
                return last == null || last.equals(begun)
                        ? null
                        : "the search was begun with the data hash %s, and is measured with %s now: other rules of scoring, or other data; compare only what has the same"
                                .formatted(begun, last);
            }
        }
        return null;
    }

    /** Where the budget is too small for what everybody would try first. */
    private static @Nullable String leftOut(SearchLedger ledger) {
        SingleChanges changes = ledger.groundwork().singleChanges();
        int counted = changes == null ? 0 : changes.evaluations();
        Strategy.Beginning beginning =
                ledger.brain().beginning(ledger.steering().budget() - counted);
        return beginning.affordable() == beginning.all()
                ? null
                : "of %d networks that everybody would try first, this budget has room for %d (a fifth of it): the front may lack one of the others"
                        .formatted(beginning.all(), beginning.affordable());
    }

    private static String preparing(Groundwork groundwork) {
        String what = groundwork
                .holder()
                .map(worker -> "worker " + worker + " " + groundwork.activity())
                .orElse("the model waits for a worker that " + groundwork.activity());
        return groundwork.reason() == null ? what : what + "; before: " + groundwork.reason();
    }

    /** NaN where nothing is on the front yet: the full network may break a constraint. */
    private static double hypervolume(SearchLedger ledger) {
        return ledger.fullNetwork()
                .filter(full -> !ledger.front().members().isEmpty())
                .map(full -> ledger.brain()
                        .hypervolume(
                                ledger.front().evaluated(),
                                full.costs(),
                                ledger.steering().reference()))
                .orElse(Double.NaN);
    }

    /** By the mean time of an evaluation so far, without that of the jobs before all of them; the report phase counts by what it still has to do. In ms. */
    private static long remaining(SearchLedger ledger, long elapsed) {
        double ended = ledger.halving().spent(ledger.done() + ledger.failed());
        if (ledger.course().stage().isFinal()) {
            return 0;
        }
        if (ended == 0) {
            return -1;
        }
        Work work = ledger.work();
        double open = ledger.course().exhausted() || ledger.course().phase() == Phase.REPORT
                ? work.pending().size() + work.running().size()
                : ledger.steering().budget() - ledger.spent();
        return (long) ((elapsed - ledger.groundwork().activeMillis()) * open / ended);
    }

    /** By the first objective, the better first; with metrics on unseen data where they are measured. */
    static List<FrontMember> front(SearchLedger ledger) {
        return ledger.front().numbers().stream()
                .map(ledger.candidates()::get)
                .sorted(Comparator.<Candidate>comparingDouble(
                                candidate -> candidate.told().costs().get(0))
                        .thenComparing(Candidate::number))
                .map(candidate ->
                        new FrontMember(candidate.number(), ledger.architecture(candidate), metrics(candidate)))
                .toList();
    }

    /** All candidates by number: each row is made when it is asked for, as a hundred thousand would not fit beside the ledger. */
    static List<CandidateRow> candidates(SearchLedger ledger) {
        return new Rows(ledger, ledger.space().genes());
    }

    private static final class Rows extends AbstractList<CandidateRow> implements RandomAccess {
        private final SearchLedger ledger;
        private final List<Gene> genes;

        Rows(SearchLedger ledger, List<Gene> genes) {
            this.ledger = ledger;
            this.genes = genes;
        }

        @Override
        public CandidateRow get(int number) {
            return row(ledger, ledger.candidates().get(number), genes);
        }

        @Override
        public int size() {
            return ledger.candidates().size();
        }
    }

    static CandidateRow row(SearchLedger ledger, Candidate candidate) {
        return row(ledger, candidate, ledger.space().genes());
    }

    private static CandidateRow row(SearchLedger ledger, Candidate candidate, List<Gene> genes) {
        @Nullable Measurement measurement = candidate.measurement();
        return new CandidateRow(
                candidate.number(),
                candidate.generation(),
                ledger.architecture(candidate),
                labels(candidate.genome(), genes),
                state(ledger, candidate),
                metrics(candidate),
                candidate.reason(),
                measurement == null ? null : measurement.provenance(),
                candidate.origin());
    }

    private static Map<String, String> labels(@Nullable Genome genome, List<Gene> genes) {
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; genome != null && i < genes.size(); i++) {
            Gene gene = genes.get(i);
            labels.put(gene.name(), gene.choices().get(genome.get(i)));
        }
        return labels;
    }

    private static String state(SearchLedger ledger, Candidate candidate) {
        return switch (candidate.outcome()) {
            case SUCCEEDED -> "succeeded";
            case FAILED -> "failed";
            case INFEASIBLE -> "infeasible";
            case DROPPED -> "dropped";
            case ASIDE -> "aside";
            case OPEN -> ledger.work().holder(candidate.number()).isPresent() ? "running" : "pending";
        };
    }

    /** All that is measured of it, on both halves. */
    static Map<String, Double> metrics(Candidate candidate) {
        Map<String, Double> metrics = new TreeMap<>();
        @Nullable Measurement report = candidate.report();
        @Nullable Measurement measurement = candidate.measurement();
        if (report != null) {
            metrics.putAll(report.metrics());
        }
        if (measurement != null) {
            metrics.putAll(measurement.metrics());
        }
        return metrics;
    }

    static SearchResults results(SearchLedger ledger) {
        return new SearchResults(
                ledger.created().id(),
                ledger.spec(),
                front(ledger),
                candidates(ledger),
                ledger.space().genes().stream().map(Gene::name).toList(),
                ledger.inspection(),
                ledger.groundwork().preparation(),
                ledger.groundwork().singleChanges(),
                PredictionViews.of(ledger));
    }
}
