package llamanas.engine.coordinator;

import java.util.Map;
import llamanas.engine.coordinator.event.SearchEvent;
import llamanas.protocol.search.SearchSpec;
import org.pcollections.HashTreePSet;
import org.pcollections.PSet;

/**
 * What people have changed of a search since its spec, and what earlier searches have given it. Immutable.
 *
 * @param budget evaluations in all
 * @param reference where the hypervolume ends, by objective; objectives that are missing end where they usually do
 * @param requests extensions that are in the budget, so that one that is sent twice counts once
 * @param archiveAsked whether the archive has answered, be it with nothing
 * @param recalled candidates that came from the archive, which are no part of the budget
 */
record Steering(int budget, Map<String, Double> reference, PSet<String> requests, boolean archiveAsked, int recalled) {
    Steering {
        reference = Map.copyOf(reference);
    }

    static Steering begin(SearchSpec spec) {
        return new Steering(spec.evaluations(), Map.of(), HashTreePSet.empty(), false, 0);
    }

    Steering after(SearchEvent event) {
        if (event instanceof SearchEvent.BudgetExtended extended) {
            return new Steering(extended.total(), reference, requests.plus(extended.request()), archiveAsked, recalled);
        } else if (event instanceof SearchEvent.ReferenceChanged changed) {
            return new Steering(budget, changed.reference(), requests, archiveAsked, recalled);
        } else if (event instanceof SearchEvent.ArchiveAnswered answered) {
            int all = recalled + answered.answers().size();
            return new Steering(budget, reference, requests, true, all);
        }
        return this;
    }
}
