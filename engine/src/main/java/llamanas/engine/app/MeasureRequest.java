package llamanas.engine.app;

import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.measure.Precision;

/**
 * What a person wants to have measured.
 *
 * @param batch sequences at once
 * @param prompt tokens of each
 * @param generate tokens decoded behind each
 * @param bits of weights to measure beside those as loaded
 * @param threads of one operation; 0 = all cores
 * @param tolerance half of an interval, in percent of the median
 * @param repetitions at most
 * @param seconds at most
 * @param energy whether a host that counts none is refused
 */
record MeasureRequest(
        int batch,
        int prompt,
        int generate,
        List<Integer> bits,
        int threads,
        double tolerance,
        int repetitions,
        double seconds,
        boolean energy,
        boolean json) {
    MeasureRequest {
        BenchRun.positive("--batch", batch);
        BenchRun.positive("--prompt", prompt);
        BenchRun.positive("--generate", generate);
        BenchRun.positive("--repetitions", repetitions);
        bits = List.copyOf(bits);
        for (int number : bits) {
            refuseUnless(number == 8 || number == 4, "--bits " + number, "8 or 4");
        }
        refuseUnless(threads >= 0, "--threads " + threads, "0 for all cores, or more");
        refuseUnless(tolerance > 0, "--tolerance " + tolerance, "percent above 0");
        refuseUnless(seconds > 0, "--seconds " + seconds, "seconds above 0");
    }

    private static void refuseUnless(boolean holds, String found, String expected) {
        if (!holds) {
            throw new InvalidInputException(found + " can't be; expected " + expected);
        }
    }

    /** Adds a network and, below its name, the same with each number of bits. */
    void add(Map<String, Architecture> networks, String name, Architecture architecture) {
        networks.put(name, architecture);
        for (int number : bits) {
            networks.put(name + ", int" + number, architecture.withBits(number));
        }
    }

    DeploymentSpec deployment() {
        return new DeploymentSpec(
                batch, prompt, generate, DeploymentSpec.Latency.MEASURED, DeploymentSpec.WithoutKernel.REFUSE);
    }

    Precision precision() {
        Precision usual = Precision.DEFAULT;
        return new Precision(usual.confidence(), tolerance / 100, usual.warmUps(), repetitions, seconds);
    }

    int threadsUsed() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }
}
