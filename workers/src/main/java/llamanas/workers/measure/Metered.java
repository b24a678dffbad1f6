package llamanas.workers.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A piece of work, and the energy that each run of it took where somebody counts. */
final class Metered implements Runnable {
    private final Runnable work;
    private final @Nullable EnergyCounter counter;
    private final List<Double> joules = new ArrayList<>();

    Metered(Runnable work, @Nullable EnergyCounter counter) {
        this.work = work;
        this.counter = counter;
    }

    @Override
    public void run() {
        if (counter == null) {
            work.run();
        } else {
            double before = counter.joules();
            work.run();
            joules.add(counter.joules() - before);
        }
    }

    /** Joules of a run, without those that warmed up; empty where nobody counts. */
    Optional<Estimate> joules(Precision precision) {
        double[] counted = joules.stream()
                .skip(precision.warmUps())
                .mapToDouble(Double::doubleValue)
                .toArray();
        return counted.length == 0 ? Optional.empty() : Optional.of(Estimate.of(counted, precision.confidence()));
    }
}
