package llamanas.engine.coordinator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import llamanas.engine.search.Evaluated;

/** The Pareto front so far. Kept up to date one evaluation at a time, in O(members log members) for two objectives. */
record Front(List<Candidate> members) {
    static final Front EMPTY = new Front(List.of());

    Front {
        members = List.copyOf(members);
    }

    /** With one more candidate that has been measured. */
    Front with(Candidate candidate, SearchBrain brain) {
        List<Candidate> all = new ArrayList<>(members);
        all.add(candidate);
        int[] kept = brain.front(all.stream().map(Candidate::told).toList());
        return new Front(Arrays.stream(kept).mapToObj(all::get).toList());
    }

    List<Evaluated> evaluated() {
        return members.stream().map(Candidate::told).toList();
    }

    List<Integer> numbers() {
        return members.stream().map(Candidate::number).toList();
    }
}
