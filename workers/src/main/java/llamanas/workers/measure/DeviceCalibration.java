package llamanas.workers.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.SearchSpace;

/**
 * Runs designed and random sub-networks of a space on a device. All are measured in several sweeps, each in an order of its own. What
 * others do on the machine can only add to the few runs of one sweep, so the fastest of them counts, which on a shared machine repeats
 * two to three times as well as their median. What a sub-network takes is the median over the sweeps, each of which is first brought to
 * the pace of the others: so a machine that is busier for a while is wrong for all alike, and for none in particular.
 *
 * @param sweeps over all sub-networks
 * @param mixed random sub-networks to correct a table by
 * @param heldOut random sub-networks to judge by
 */
public record DeviceCalibration(int sweeps, int mixed, int heldOut) {
    /** For a search: judged by a few, as all that it costs is time before the first evaluation. */
    public static final DeviceCalibration FOR_SEARCH = new DeviceCalibration(3, 12, 10);

    private static final int LEAST_MIXED = 4;
    private static final String STAGE = "measuring the device";

    /**
     * What came out.
     *
     * @param designed see {@link CalibrationDesign}
     * @param halves those held out, by every other sweep and by the others; empty where there was one sweep
     */
    public record Runs(List<Timing> designed, List<Timing> mixed, List<Timing> heldOut, List<List<Timing>> halves) {}

    /** What every network took in every sweep. */
    private static final class Sweeps {
        private final List<Architecture> networks;
        /** In ms, {@code [sweep][network]}. */
        private final double[][] prefill;

        private final double[][] decode;

        Sweeps(int sweeps, List<Architecture> networks) {
            this.networks = networks;
            prefill = new double[sweeps][networks.size()];
            decode = new double[sweeps][networks.size()];
        }

        /** From these sweeps alone. */
        List<Timing> timings(IntStream sweeps) {
            int[] chosen = sweeps.toArray();
            double[] prefillMs = steadied(rows(prefill, chosen));
            double[] decodeMs = steadied(rows(decode, chosen));
            return IntStream.range(0, networks.size())
                    .mapToObj(i -> new Timing(networks.get(i), prefillMs[i], decodeMs[i]))
                    .toList();
        }

        private static double[][] rows(double[][] values, int[] chosen) {
            return IntStream.of(chosen).mapToObj(i -> values[i]).toArray(double[][]::new);
        }
    }

    public DeviceCalibration {
        if (sweeps < 1 || mixed < LEAST_MIXED || heldOut < 0) {
            throw new IllegalArgumentException(sweeps + " sweeps, " + mixed + " mixed, " + heldOut + " held out");
        }
    }

    /**
     * Measures.
     *
     * @param progress told after each sub-network
     * @throws InvalidInputException where the space has too few sub-networks to tell anything by
     */
    public Runs run(SearchSpace space, LatencyMeter meter, long seed, Consumer<PrepareProgress> progress) {
        Randomness random = Randomness.of(seed, 0);
        List<Architecture> designed = CalibrationDesign.of(space);
        List<Architecture> drawn = CalibrationDesign.random(space, mixed + heldOut, designed, random);
        if (drawn.size() < LEAST_MIXED) {
            throw new InvalidInputException("space: found " + drawn.size()
                    + " sub-networks beside those that the table is made of, expected " + LEAST_MIXED
                    + " to correct it by; widen the space, or take deployment.latency = measured");
        }
        boolean enough = drawn.size() == mixed + heldOut;
        int first = enough ? mixed : Math.min(mixed, Math.max(LEAST_MIXED, drawn.size() / 2));
        List<Architecture> all = new ArrayList<>(designed);
        all.addAll(drawn);
        Sweeps measured = measured(all, meter, random, progress);
        List<Timing> timings = measured.timings(IntStream.range(0, sweeps));
        int corrected = designed.size() + first;
        return new Runs(
                timings.subList(0, designed.size()),
                timings.subList(designed.size(), corrected),
                timings.subList(corrected, timings.size()),
                halves(measured, corrected));
    }

    private List<List<Timing>> halves(Sweeps measured, int from) {
        return sweeps == 1
                ? List.of()
                : IntStream.range(0, 2)
                        .mapToObj(half -> measured.timings(
                                        IntStream.range(0, sweeps).filter(sweep -> sweep % 2 == half))
                                .subList(from, measured.networks.size()))
                        .toList();
    }

    private Sweeps measured(
            List<Architecture> networks, LatencyMeter meter, Randomness random, Consumer<PrepareProgress> progress) {
        Sweeps measured = new Sweeps(sweeps, networks);
        long done = 0;
        for (int sweep = 0; sweep < sweeps; sweep++) {
            for (int network : random.permutation(networks.size())) {
                Latency latency = meter.measure(networks.get(network));
                measured.prefill[sweep][network] = latency.prefillMs().low();
                measured.decode[sweep][network] = latency.decodeMs().low();
                progress.accept(new PrepareProgress(STAGE, ++done, (long) sweeps * networks.size(), Double.NaN));
            }
        }
        return measured;
    }

    /**
     * The median of each column, where each row is first divided by its pace: the median of its values relative to the columns'
     * medians. Paces have a geometric mean of 1.
     *
     * @param values {@code [sweep][network]}, above 0
     */
    static double[] steadied(double[][] values) {
        double[] plain = columnMedians(values);
        double[] paces = Arrays.stream(values)
                .mapToDouble(row -> median(IntStream.range(0, row.length)
                        .mapToDouble(i -> row[i] / plain[i])
                        .toArray()))
                .toArray();
        double mean = Math.exp(Arrays.stream(paces).map(Math::log).average().orElse(0));
        double[][] even = new double[values.length][];
        for (int sweep = 0; sweep < even.length; sweep++) {
            double pace = paces[sweep] / mean;
            even[sweep] = Arrays.stream(values[sweep]).map(v -> v / pace).toArray();
        }
        return columnMedians(even);
    }

    private static double[] columnMedians(double[][] values) {
        return IntStream.range(0, values[0].length)
                .mapToDouble(column -> median(
                        Arrays.stream(values).mapToDouble(row -> row[column]).toArray()))
                .toArray();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int n = sorted.length;
        return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
