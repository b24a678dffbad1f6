package llamanas.engine.search;

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

/** Devices that are made up. */
public final class Profiles {
    private Profiles() {}

    /** Of any model with up to 128 key/value heads and 20,000 neurons a layer. */
    public static DeviceProfile of(DeploymentSpec deployment) {
        return new DeviceProfile(
                deployment,
                1e11,
                1e10,
                stage(10),
                stage(1),
                70,
                new Provenance("w", "cpu", "float32", 2, "1", "m", "d", 60_000));
    }

    private static Stage stage(double scale) {
        Table table = new Table(
                scale * 0.31,
                List.of(new Curve(0, 16, List.of(new Knot(1, scale * 0.11), new Knot(128, scale * 0.517)))),
                List.of(new Curve(
                        0,
                        16,
                        List.of(
                                new Knot(1, scale * 0.07),
                                new Knot(20, scale * 0.23),
                                new Knot(20_000, scale * 2.9)))));
        Quality good = new Quality(0.05, 0.95, 0.01, 10);
        return new Stage(
                new Overhead(scale * 0.1, scale * 0.02, scale * 0.02),
                table,
                new Correction(scale * 0.01, 1.1, 0, 0, 0),
                Map.of("roofline", good, "table", good, "learned", good));
    }
}
