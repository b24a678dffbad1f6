package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.workers.measure.Estimate;
import llamanas.workers.measure.Precision;
import org.jspecify.annotations.Nullable;

/**
 * What {@code measure --json} and {@code bench decode --json} print. The shape is stable.
 *
 * @param model folder, or name of the shape
 * @param threads of one operation
 * @param batch sequences at once
 * @param prompt tokens of each
 * @param generate tokens decoded behind each
 * @param limits of the machine, in the same run
 * @param repetitions that counted
 * @param stop why there were no more
 * @param energy what counted the energy, or why nothing did
 * @param peakResidentBytes the most memory that this process had while it measured, mapped files included; 0 where the host
 *     does not say
 */
record MeasureReport(
        String model,
        String device,
        String dtype,
        int threads,
        int batch,
        int prompt,
        int generate,
        Limits limits,
        List<Network> networks,
        int repetitions,
        String stop,
        String energy,
        long peakResidentBytes) {
    MeasureReport {
        networks = List.copyOf(networks);
    }

    /**
     * What the machine can do at most.
     *
     * @param gemmGflops of the fastest matrix product
     * @param bandwidthGigabytes a second that are read from memory
     */
    record Limits(double gemmGflops, double bandwidthGigabytes) {}

    /**
     * One network.
     *
     * @param bytes of its weights
     * @param kvBytes of its cache at the end
     * @param activationBytes the most that one layer has at work while the prompts are read
     * @param prefill of all prompts
     * @param decode of one step of all sequences
     * @param joulesPerToken energy of decoding; null where nobody counts
     */
    record Network(
            String name,
            long parameters,
            long bytes,
            long kvBytes,
            long activationBytes,
            Stage prefill,
            Stage decode,
            @Nullable Estimate joulesPerToken) {}

    /**
     * Prefill or decoding.
     *
     * @param ms median and interval, in milliseconds
     * @param tokensPerSecond of all sequences together
     * @param boundBy what the machine is asked most for, arithmetic or memory
     * @param share of the machine's limit that is reached
     * @param speedup beside the first network
     */
    record Stage(Estimate ms, double tokensPerSecond, String boundBy, double share, double speedup) {
        String text() {
            return String.format(
                    Locale.ROOT, "%s ms [%s, %s]", digits(ms.median()), digits(ms.low()), digits(ms.high()));
        }
    }

    private static String digits(double millis) {
        return Quantities.fixed(millis, millis < 10 ? 3 : millis < 100 ? 2 : 1);
    }

    /** Percent that all intervals have; below what is asked for, 95, where there were few repetitions. */
    private int confidence() {
        double least = networks.stream()
                .flatMap(network -> Stream.of(network.prefill(), network.decode()))
                .mapToDouble(stage -> stage.ms().confidence())
                .min()
                .orElse(0);
        return (int) (100 * Math.min(least, Precision.DEFAULT.confidence()));
    }

    String text() {
        List<List<String>> rows = new ArrayList<>();
        for (Network network : networks) {
            rows.add(row(network, "prefill", network.prefill()));
            rows.add(row(network, "decode", network.decode()));
        }
        List<String> header = List.of(
                "network",
                "weights",
                "cache",
                "activations",
                "stage",
                "median, " + confidence() + " % interval",
                "tokens/s",
                "of the limit",
                "bound by",
                "speedup");
        StringBuilder text = new StringBuilder(new Table(header, rows).toText());
        text.append(String.format(
                Locale.ROOT,
                "%n%s on %s, %s, %d threads; batch %d, prompt %d, %d tokens generated; decode: one step%n",
                model,
                device,
                dtype,
                threads,
                batch,
                prompt,
                generate));
        text.append(String.format(
                Locale.ROOT,
                "limits in the same run: %.0f GFLOP/s (matrix product), %.1f GB/s (reading memory)%n",
                limits.gemmGflops(),
                limits.bandwidthGigabytes()));
        text.append(String.format(Locale.ROOT, "%d repetitions: %s%n", repetitions, stop));
        text.append(String.format(Locale.ROOT, "peak resident memory %s%n", bytes(peakResidentBytes)));
        return text.append(energyText()).toString();
    }

    private String energyText() {
        StringBuilder text = new StringBuilder(energy).append(System.lineSeparator());
        for (Network network : networks) {
            Optional.ofNullable(network.joulesPerToken())
                    .ifPresent(joules -> text.append(String.format(
                            Locale.ROOT,
                            "%s: %.3g J a token [%.3g, %.3g]%n",
                            network.name(),
                            joules.median(),
                            joules.low(),
                            joules.high())));
        }
        return text.toString();
    }

    /** {@code 1.88 GB}. */
    private static String bytes(long count) {
        String scaled = Quantities.count((double) count).replace("B", "G");
        return scaled + (scaled.contains(" ") ? "B" : " B");
    }

    private static List<String> row(Network network, String stage, Stage figures) {
        return List.of(
                network.name(),
                bytes(network.bytes()),
                bytes(network.kvBytes()),
                bytes(network.activationBytes()),
                stage,
                figures.text(),
                Quantities.fixed(figures.tokensPerSecond(), 1),
                Quantities.fixed(100 * figures.share(), 0) + " %",
                figures.boundBy(),
                Quantities.ratio(figures.speedup()));
    }
}
