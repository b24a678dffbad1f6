package llamanas.protocol.search;

import java.util.List;
import java.util.Map;

/**
 * What a device was found to take for the blocks of a model, fitted to {@link DeviceTimings}: from this the latency of every
 * sub-network is computed. All times are milliseconds.
 *
 * @param deployment that this is about
 * @param peakFlops floating point operations a second of the fastest matrix product
 * @param bandwidth bytes a second that are read from memory
 * @param prefill of the whole prompt
 * @param decode of one step, on average
 * @param networks how many sub-networks were measured
 * @param provenance who measured
 */
public record DeviceProfile(
        DeploymentSpec deployment,
        double peakFlops,
        double bandwidth,
        Stage prefill,
        Stage decode,
        int networks,
        Provenance provenance) {
    /**
     * Prefill or decoding.
     *
     * @param overhead beside what a roofline explains
     * @param quality on held-out sub-networks, by {@link DeploymentSpec.Latency#label()}; and under {@link #REPEAT} that of measuring them
     *     again
     */
    public record Stage(Overhead overhead, Table table, Correction correction, Map<String, Quality> quality) {
        /** How half of the measurement agrees with the other half. A model without error, judged by all of it, has about half of that error. */
        public static final String REPEAT = "repeat";

        public Stage {
            quality = Map.copyOf(quality);
        }
    }

    /**
     * What passes beside arithmetic and reading: launching kernels, norms, caches.
     *
     * @param constant a call
     * @param attention an attention block
     * @param ffn a feed-forward block
     */
    public record Overhead(double constant, double attention, double ffn) {}

    /**
     * What each kind of block takes.
     *
     * @param constant all that is outside of the layers
     */
    public record Table(double constant, List<Curve> attention, List<Curve> ffn) {
        public Table {
            attention = List.copyOf(attention);
            ffn = List.copyOf(ffn);
        }
    }

    /**
     * Blocks that differ in nothing but their size: linear between the knots.
     *
     * @param window keys that each query sees; 0 = all earlier ones
     * @param bits of a weight; 16 = as loaded
     * @param knots by ascending size, one at least
     */
    public record Curve(int window, int bits, List<Knot> knots) {
        public Curve {
            knots = List.copyOf(knots);
        }
    }

    /** @param size key/value heads or width of a block */
    public record Knot(int size, double ms) {}

    /**
     * What whole sub-networks take beyond the sum of their blocks: {@code constant + scale * table + attention * attention
     * blocks + ffn * feed-forward blocks + parameters * million parameters in blocks}.
     */
    public record Correction(double constant, double scale, double attention, double ffn, double parameters) {}

    /**
     * How well a model did on sub-networks that it was not fitted to.
     *
     * @param mape mean absolute error, as a share of what was measured
     * @param tau Kendall's tau-b with what was measured; NaN where either is constant
     * @param bias mean signed error, as a share of what was measured: above 0 where the model says too much
     * @param heldOut how many sub-networks
     */
    public record Quality(double mape, double tau, double bias, int heldOut) {}
}
