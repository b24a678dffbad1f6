package llamanas.engine.search;

import java.util.function.ToDoubleFunction;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.LayerChoice;

/**
 * A metric that can be gone through layer by layer: a sum over the layers with a constant, plus the largest of something
 * over them.
 *
 * @param sum the part that adds up
 * @param peak of a layer; the largest one counts. All metrics with a peak have the same
 * @param resolution all sums are multiples of 1 / this
 */
record LayerMetric(ToDoubleFunction<Architecture> sum, ToDoubleFunction<LayerChoice> peak, int resolution) {
    @SuppressWarnings("UnnecessaryLambda") // told by its identity
    private static final ToDoubleFunction<LayerChoice> NO_PEAK = layer -> 0;

    /** Of whole numbers that add up. */
    static LayerMetric ofCounts(ToDoubleFunction<Architecture> sum) {
        return new LayerMetric(sum, NO_PEAK, 1);
    }

    /** Of multiples of 1 / resolution that add up. */
    static LayerMetric ofFractions(ToDoubleFunction<Architecture> sum, int resolution) {
        return new LayerMetric(sum, NO_PEAK, resolution);
    }

    boolean hasPeak() {
        return peak != NO_PEAK;
    }

    double of(Architecture architecture) {
        double added = sum.applyAsDouble(architecture);
        return hasPeak()
                ? added + architecture.layers().stream().mapToDouble(peak).max().orElse(0)
                : added;
    }

    /** What sums may differ by in the least. */
    double step() {
        return 1.0 / resolution;
    }

    /** A sum as a number of steps. */
    long steps(double sum) {
        return Math.round(sum * resolution);
    }

    /** A sum without what rounding has added. */
    double snapped(double sum) {
        return steps(sum) / (double) resolution;
    }

    /** How far sums may lie beside multiples of the step, from rounding. */
    double slack() {
        return resolution == 1 ? 0 : step() / 1000;
    }
}
