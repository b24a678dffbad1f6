package llamanas.engine.app;

import java.util.List;
import java.util.Map;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.measure.Precision;

/**
 * What a person wants to have measured.
 *
 * @param deployment how it is used
 * @param threads of one operation
 * @param bits of weights to measure beside those as loaded
 * @param tolerance half of an interval, in percent of the median
 * @param repetitions at most
 * @param seconds at most
 * @param energy whether a host that counts none is refused
 */
record MeasureRequest(
        DeploymentSpec deployment,
        int threads,
        List<Integer> bits,
        double tolerance,
        int repetitions,
        double seconds,
        boolean energy,
        boolean json) {
    MeasureRequest {
        Flags.positive("--repetitions", repetitions);
        bits = List.copyOf(bits);
        for (int number : bits) {
            Flags.refuseUnless(number == 8 || number == 4, "--bits " + number, "8 or 4");
        }
        Flags.refuseUnless(tolerance > 0, "--tolerance " + tolerance, "percent above 0");
        Flags.refuseUnless(seconds > 0, "--seconds " + seconds, "seconds above 0");
    }

    /** Adds a network and, below its name, the same with each number of bits. */
    void add(Map<String, Architecture> networks, String name, Architecture architecture) {
        networks.put(name, architecture);
        for (int number : bits) {
            networks.put(name + ", int" + number, architecture.withBits(number));
        }
    }

    Precision precision() {
        Precision usual = Precision.DEFAULT;
        return new Precision(usual.confidence(), tolerance / 100, usual.warmUps(), repetitions, seconds);
    }
}
