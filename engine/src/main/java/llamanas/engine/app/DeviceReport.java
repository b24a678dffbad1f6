package llamanas.engine.app;

import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceProfile.Quality;
import llamanas.protocol.search.DeviceProfile.Stage;
import llamanas.protocol.search.Provenance;

/**
 * What is known of a device, and how far to believe it. The shape is stable: it is printed as JSON.
 *
 * @param sweeps how often all sub-networks were measured
 */
record DeviceReport(String model, int sweeps, DeviceProfile profile) {
    private static final double GIGA = 1e9;

    String text() {
        DeploymentSpec use = profile.deployment();
        Provenance by = profile.provenance();
        int heldOut = profile.decode().quality().values().stream()
                .mapToInt(Quality::heldOut)
                .max()
                .orElse(0);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s on %s, %s, %d threads: %d sequences, prompt %d, %d tokens generated%n"
                        + "limits: %.1f GFLOP/s, %.1f GB/s; %d sub-networks in %d sweeps (%s), %d of them held out%n%n",
                model,
                by.device(),
                by.dtype(),
                by.threads(),
                use.batch(),
                use.prompt(),
                use.generate(),
                profile.peakFlops() / GIGA,
                profile.bandwidth() / GIGA,
                profile.networks(),
                sweeps,
                Quantities.duration(by.millis()),
                heldOut));
        text.append(String.format(Locale.ROOT, "%-10s %26s   %26s%n%-10s", "", "prefill", "decoding", "model"));
        text.append(heading()).append("  ").append(heading()).append(System.lineSeparator());
        Stream.concat(
                        Stream.of(Latency.values()).filter(Latency::isComputed).map(Latency::label),
                        Stream.of(Stage.REPEAT))
                .filter(profile.decode().quality()::containsKey)
                .forEach(model -> text.append(String.format("%-10s", model))
                        .append(cells(profile.prefill().quality(), model))
                        .append("  ")
                        .append(cells(profile.decode().quality(), model))
                        .append(System.lineSeparator()));
        if (profile.decode().quality().containsKey(Stage.REPEAT)) {
            text.append(
                            "repeat: one half of the sweeps against the other; a model without error would have half of its MAPE")
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String heading() {
        return String.format("%9s %8s %8s", "MAPE", "tau", "bias");
    }

    private static String cells(Map<String, Quality> quality, String model) {
        Quality of = quality.getOrDefault(model, new Quality(Double.NaN, Double.NaN, Double.NaN, 0));
        return String.format(
                Locale.ROOT,
                "%7s %% %8s %6s %%",
                Quantities.fixed(100 * of.mape(), 1),
                Quantities.fixed(of.tau(), 3),
                (of.bias() > 0 ? "+" : "") + Quantities.fixed(100 * of.bias(), 1));
    }
}
