package llamanas.engine.coordinator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.fidelity.Racing;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/**
 * The mathematics of one search, as the coordinator sees it. Pure and thread-safe, apart from the strategies that it makes.
 * The one seam between the actors and {@link llamanas.engine.search}.
 */
public interface SearchBrain {
    /** A strategy that has been told nothing yet. */
    Strategy strategy();

    /**
     * The full network's genome, where the strategy will ask for it first of all; empty where the space or the
     * constraints leave it out, so that the coordinator adds it on its own.
     */
    Optional<Genome> fullNetwork();

    /**
     * What strategies see of a measurement that has every objective and constraint metric, all finite.
     *
     * @param genome null for a full network that the strategy did not ask for
     */
    Evaluated evaluated(@Nullable Genome genome, Measurement measurement);

    /**
     * Hypervolume of a front in costs scaled by those of the full network.
     *
     * @param reference where it ends, by objective; those that are missing end where they usually do
     */
    double hypervolume(Collection<Evaluated> front, List<Double> fullNetworkCosts, Map<String, Double> reference);

    /** What the strategy begins with under a budget of so many evaluations. */
    Strategy.Beginning beginning(int evaluations);

    /** Which constraint on an exact metric a sub-network breaks, in words; empty where it holds all. */
    Optional<String> violated(Architecture architecture);

    /** What was measured of a sub-network, with what can be computed of it. */
    Map<String, Double> metrics(Architecture architecture, Map<String, Double> measured);

    /** Decides who goes on to the next share of the data. */
    Racing racing();

    /** The brain of the same search over another model, of which this is the inspection: that of the prepared one. */
    SearchBrain on(Inspection inspection);

    /** What is known of the device, from what a worker measured. */
    DeviceProfile profile(DeviceTimings timings);

    /** The brain of the same search, which computes latencies from this profile. */
    SearchBrain with(DeviceProfile profile);

    /** The brain of the same search whose strategy goes by these gates. */
    SearchBrain with(Gates gates);

    /**
     * The brain of the same search whose strategy goes by these single changes.
     *
     * @throws llamanas.protocol.InvalidInputException where they are those of another space
     */
    SearchBrain with(SingleChanges changes);

    /** Makes the brain of a search: pure, so that a restarted coordinator gets an equal one. */
    @FunctionalInterface
    interface Factory {
        SearchBrain create(SearchSpec spec, Inspection inspection);
    }
}
