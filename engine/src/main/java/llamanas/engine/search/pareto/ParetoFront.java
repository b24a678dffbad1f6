package llamanas.engine.search.pareto;

import java.util.ArrayList;
import java.util.List;
import llamanas.engine.search.Evaluated;

/**
 * The Pareto front of what is evaluated so far, kept up to date one evaluation at a time. Immutable, so that it can be part
 * of a state that is folded from events; equals {@link Pareto#front(List)} of everything added.
 *
 * @param members feasible candidates none of which dominates another, in the order in which they were added
 */
public record ParetoFront(List<Evaluated> members) {
    public static final ParetoFront EMPTY = new ParetoFront(List.of());

    public ParetoFront {
        members = List.copyOf(members);
    }

    /** The front with one more evaluation: this very instance where the front stays as it is. O(members). */
    public ParetoFront with(Evaluated candidate) {
        if (!candidate.feasible() || members.stream().anyMatch(member -> member.dominates(candidate))) {
            return this;
        }
        List<Evaluated> next = new ArrayList<>(members);
        next.removeIf(candidate::dominates);
        next.add(candidate);
        return new ParetoFront(next);
    }

    /** {@link Hypervolume#relative} of the members: cheap enough to be computed whenever the front changes. */
    public double hypervolume(List<Double> full) {
        return Hypervolume.relative(members, full);
    }
}
