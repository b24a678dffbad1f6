package llamanas.workers.train;

import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.search.TrainSpec;

/**
 * Which sub-networks a step visits. The sandwich rule (arXiv 1903.05134): the full network, the smallest, and random ones.
 * Alternating (LLaMA-NAS, arXiv 2405.18377): the full network in one step, a random one in the next.
 */
interface Schedule {
    /** @param step from 0 on */
    List<Visit> visits(int step);

    static Schedule of(TrainSpec spec, Subnetworks subnetworks) {
        return spec.schedule().equals(TrainSpec.ALTERNATE)
                ? step -> alternate(step, subnetworks)
                : step -> sandwich(step, spec.subnetworks(), subnetworks);
    }

    /** One network alone, for the recovery of a chosen sub-network. */
    static Schedule single(long[] plan) {
        return step -> List.of(new Visit(Visit.Kind.SMALLEST, plan));
    }

    private static List<Visit> alternate(int step, Subnetworks subnetworks) {
        return List.of(
                step % 2 == 0
                        ? new Visit(Visit.Kind.FULL, subnetworks.full())
                        : new Visit(Visit.Kind.RANDOM, subnetworks.random(step)));
    }

    private static List<Visit> sandwich(int step, int random, Subnetworks subnetworks) {
        List<Visit> visits = new ArrayList<>();
        visits.add(new Visit(Visit.Kind.FULL, subnetworks.full()));
        visits.add(new Visit(Visit.Kind.SMALLEST, subnetworks.smallest()));
        for (int i = 0; i < random; i++) {
            visits.add(new Visit(Visit.Kind.RANDOM, subnetworks.random((long) step * random + i)));
        }
        return visits;
    }
}
