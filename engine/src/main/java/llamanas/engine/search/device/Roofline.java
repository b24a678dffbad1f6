package llamanas.engine.search.device;

import java.util.List;
import java.util.function.ToDoubleFunction;
import llamanas.engine.search.predict.LeastSquares;
import llamanas.protocol.search.DeviceProfile.Overhead;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.space.BlockKind;

/**
 * The roofline (Williams, Waterman, Patterson 2009), product by product: each takes the longer of its arithmetic at the device's peak
 * and its bytes at the device's bandwidth. What passes beside that is a constant a call and a constant a block of each sort,
 * which are fitted to sub-networks that were run.
 */
final class Roofline implements DeviceModel {
    private final Workload workload;
    private final Limits limits;
    private final Overhead overhead;

    /**
     * What the device can do at most.
     *
     * @param flops floating point operations a second
     * @param bandwidth bytes a second
     */
    record Limits(double flops, double bandwidth) {}

    Roofline(Workload workload, Limits limits, Overhead overhead) {
        this.workload = workload;
        this.limits = limits;
        this.overhead = overhead;
    }

    /** The overheads, none below 0, that explain best by how much sub-networks take longer than the roofline says. */
    static Overhead fit(Workload workload, Limits limits, List<Timing> timings, ToDoubleFunction<Timing> ms) {
        Roofline bare = new Roofline(workload, limits, new Overhead(0, 0, 0));
        double[][] rows = new double[timings.size()][];
        double[] beyond = new double[timings.size()];
        for (int i = 0; i < rows.length; i++) {
            Timing timing = timings.get(i);
            double measured = ms.applyAsDouble(timing);
            rows[i] = new double[] {1 / measured, attentions(timing) / measured, ffns(timing) / measured};
            beyond[i] = 1 - bare.ms(timing.architecture()) / measured;
        }
        double[] found = LeastSquares.nonNegative(rows, beyond);
        return new Overhead(found[0], found[1], found[2]);
    }

    private static double attentions(Timing timing) {
        return timing.architecture().layers().stream()
                .filter(layer -> !BlockKind.attention(layer).isGone())
                .count();
    }

    private static double ffns(Timing timing) {
        return timing.architecture().layers().stream()
                .map(BlockKind::ffn)
                .filter(kind -> !kind.isGone())
                .count();
    }

    @Override
    public double constant() {
        return overhead.constant() + ms(workload.outside());
    }

    @Override
    public double attention(BlockKind kind) {
        return overhead.attention() + ms(workload.attention(kind));
    }

    @Override
    public double ffn(BlockKind kind) {
        return overhead.ffn() + ms(workload.ffn(kind));
    }

    private double ms(List<Workload.Operation> operations) {
        double seconds = 0;
        for (Workload.Operation operation : operations) {
            seconds += Math.max(operation.flops() / limits.flops(), operation.bytes() / limits.bandwidth());
        }
        return 1000 * seconds;
    }
}
