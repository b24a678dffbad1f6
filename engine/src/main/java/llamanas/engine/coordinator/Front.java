package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.List;
import llamanas.engine.search.Evaluated;

/**
 * The Pareto front so far: feasible candidates none of which dominates another, by number. Kept up to date one evaluation at a
 * time, in O(members), and without a copy where the new candidate is dominated, as most are.
 */
record Front(List<Candidate> members) {
    static final Front EMPTY = new Front(List.of());

    Front {
        members = List.copyOf(members);
    }

    /** With one more candidate that has been measured; this very front where it stays as it is. */
    Front with(Candidate candidate) {
        Evaluated one = candidate.told();
        if (!one.feasible() || members.stream().anyMatch(member -> member.told().dominates(one))) {
            return this;
        }
        List<Candidate> next = new ArrayList<>(members);
        next.removeIf(member -> one.dominates(member.told()));
        next.add(candidate);
        return new Front(next);
    }

    List<Evaluated> evaluated() {
        return members.stream().map(Candidate::told).toList();
    }

    List<Integer> numbers() {
        return members.stream().map(Candidate::number).toList();
    }
}
