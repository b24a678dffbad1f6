package llamanas.engine.app;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.engine.coordinator.SearchBrain;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Strategy;
import llamanas.engine.search.fidelity.Racing;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import org.jspecify.annotations.Nullable;

/** Another brain, whose strategies are timed. */
record WatchedBrain(SearchBrain brain, GenerationTimes times) implements SearchBrain {
    @Override
    public Strategy strategy() {
        return times.of(brain.strategy());
    }

    @Override
    public Strategy.Beginning beginning(int evaluations) {
        return brain.beginning(evaluations);
    }

    @Override
    public Optional<Genome> fullNetwork() {
        return brain.fullNetwork();
    }

    @Override
    public Evaluated evaluated(@Nullable Genome genome, Measurement measurement) {
        return brain.evaluated(genome, measurement);
    }

    @Override
    public double hypervolume(
            Collection<Evaluated> front, List<Double> fullNetworkCosts, Map<String, Double> reference) {
        return brain.hypervolume(front, fullNetworkCosts, reference);
    }

    @Override
    public Optional<String> violated(Architecture architecture) {
        return brain.violated(architecture);
    }

    @Override
    public Map<String, Double> metrics(Architecture architecture, Map<String, Double> measured) {
        return brain.metrics(architecture, measured);
    }

    @Override
    public Racing racing() {
        return brain.racing();
    }

    @Override
    public SearchBrain on(Inspection inspection) {
        return new WatchedBrain(brain.on(inspection), times);
    }

    @Override
    public DeviceProfile profile(DeviceTimings timings) {
        return brain.profile(timings);
    }

    @Override
    public SearchBrain with(DeviceProfile profile) {
        return new WatchedBrain(brain.with(profile), times);
    }

    @Override
    public SearchBrain with(SingleChanges changes) {
        return new WatchedBrain(brain.with(changes), times);
    }

    @Override
    public SearchBrain with(Gates gates) {
        return new WatchedBrain(brain.with(gates), times);
    }
}
