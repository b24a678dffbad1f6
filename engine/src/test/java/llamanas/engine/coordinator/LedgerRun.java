package llamanas.engine.coordinator;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.coordinator.event.Examples;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.engine.search.Strategy;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.wire.JobId;
import llamanas.protocol.wire.JobResult;

/** A search without actors, step by step: a step is a generation proposed, or a candidate measured. */
final class LedgerRun {
    private static final Instant T0 = Examples.AT;

    private final List<SearchEvent> events = new ArrayList<>();
    private final Strategy strategy;
    private List<Action> actions = List.of();
    private SearchLedger ledger;
    private int told;
    private int steps;
    private int reports;
    private int evaluations;

    private LedgerRun(SearchLedger ledger) {
        this.ledger = ledger;
        this.strategy = ledger.brain().strategy();
    }

    static LedgerRun begin(SearchSpec spec) {
        return new LedgerRun(SearchLedger.begin(created(spec), ProblemBrain::new));
    }

    static SearchEvent.SearchCreated created(SearchSpec spec) {
        return new SearchEvent.SearchCreated("s", spec, Examples.CREATED.inspection(), T0);
    }

    SearchLedger ledger() {
        return ledger;
    }

    List<SearchEvent> events() {
        return events;
    }

    /** What the last decision, and the state that it led to, brought about. */
    List<Action> actions() {
        return actions;
    }

    int steps() {
        return steps;
    }

    /** Measurements on unseen data. */
    int reports() {
        return reports;
    }

    /** Measurements on the data that guides the search. */
    int evaluations() {
        return evaluations;
    }

    void decide(Decision decision) {
        SearchLedger before = ledger;
        for (SearchEvent event : decision.events()) {
            events.add(event);
            ledger = ledger.apply(event);
        }
        actions = new ArrayList<>(decision.actions());
        actions.addAll(Followups.between(before, ledger, T0));
    }

    LedgerRun toTheEnd() {
        while (!ledger.course().stage().isFinal()) {
            step();
        }
        return this;
    }

    void step() {
        steps++;
        if (ledger.needsGeneration()) {
            plan();
        } else {
            measure();
        }
    }

    private void plan() {
        for (; told < ledger.generations(); told++) {
            strategy.tell(ledger.told(told));
        }
        boolean extra =
                ledger.generations() == 0 && ledger.brain().fullNetwork().isEmpty();
        decide(SearchDecisions.planned(
                ledger, ledger.generations(), strategy.ask(ledger.askable() - (extra ? 1 : 0)), T0));
    }

    private void measure() {
        JobId job = ledger.job(ledger.work().next().orElseThrow());
        Phase phase = job.kind() == JobId.Kind.REPORT ? Phase.REPORT : Phase.SEARCH;
        decide(SearchDecisions.slotOffered(ledger, "w", T0));
        try (FakeEvaluator evaluator = new FakeEvaluator(Fixtures.SPACE, 0)) {
            Candidate candidate = ledger.candidates().get(job.candidate());
            JobResult result =
                    new JobResult.Evaluated(evaluator.evaluate(ledger.spec(), ledger.architecture(candidate), phase));
            decide(SearchDecisions.jobEnded(ledger, job, result, "w", null, T0));
        }
        reports += phase == Phase.REPORT ? 1 : 0;
        evaluations += phase == Phase.SEARCH ? 1 : 0;
    }
}
