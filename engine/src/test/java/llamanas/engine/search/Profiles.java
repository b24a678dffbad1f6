package llamanas.engine.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceProfile.Correction;
import llamanas.protocol.search.DeviceProfile.Curve;
import llamanas.protocol.search.DeviceProfile.Knot;
import llamanas.protocol.search.DeviceProfile.Overhead;
import llamanas.protocol.search.DeviceProfile.Quality;
import llamanas.protocol.search.DeviceProfile.Stage;
import llamanas.protocol.search.DeviceProfile.Table;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Bits;

/** Devices that are made up. */
public final class Profiles {
    private Profiles() {}

    /** Of any model with up to 128 key/value heads and 20,000 neurons a layer, whole attention and weights as loaded. */
    public static DeviceProfile of(DeploymentSpec deployment) {
        return of(deployment, 1, List.of(Bits.LOADED));
    }

    /** The same with windows of up to 64 positions, and weights of any bits. */
    static DeviceProfile ofAnything(DeploymentSpec deployment) {
        return of(deployment, 65, Bits.CHOICES);
    }

    private static DeviceProfile of(DeploymentSpec deployment, int windows, List<Integer> bits) {
        return new DeviceProfile(
                deployment,
                1e11,
                1e10,
                stage(10, windows, bits),
                stage(1, windows, bits),
                70,
                new Provenance("w", "cpu", "float32", 2, "1", "m", "d", 60_000));
    }

    private static Stage stage(double scale, int windows, List<Integer> choices) {
        List<Curve> attention = new ArrayList<>();
        List<Curve> ffn = new ArrayList<>();
        for (int bits : choices) {
            double share = scale * (bits / (double) Bits.LOADED);
            ffn.add(new Curve(
                    0,
                    bits,
                    List.of(new Knot(1, share * 0.07), new Knot(20, share * 0.23), new Knot(20_000, share * 2.9))));
            for (int window = 0; window < windows; window++) {
                double seen = share * (window == 0 ? 1 : 0.7 + 0.001 * window);
                attention.add(new Curve(window, bits, List.of(new Knot(1, seen * 0.11), new Knot(128, seen * 0.517))));
            }
        }
        Table table = new Table(scale * 0.31, attention, ffn);
        Quality good = new Quality(0.05, 0.95, 0.01, 10);
        return new Stage(
                new Overhead(scale * 0.1, scale * 0.02, scale * 0.02),
                table,
                new Correction(scale * 0.01, 1.1, 0, 0, 0),
                Map.of("roofline", good, "table", good, "learned", good));
    }
}
