package llamanas.engine.output;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import llamanas.protocol.search.LossPoint;

/** The loss curve of a training as a table. */
public final class Curves {
    private Curves() {}

    /** A row a point: {@code step}, {@code learning_rate}, and a column each loss, by name; empty where one was not taken. */
    public static Table of(List<LossPoint> curve) {
        Set<String> losses = new TreeSet<>();
        curve.forEach(point -> losses.addAll(point.losses().keySet()));
        List<String> header = new ArrayList<>(List.of("step", "learning_rate"));
        header.addAll(losses);
        return new Table(header, curve.stream().map(point -> row(point, losses)).toList());
    }

    private static List<String> row(LossPoint point, Set<String> losses) {
        List<String> row =
                new ArrayList<>(List.of(Integer.toString(point.step()), Quantities.exact(point.learningRate())));
        losses.forEach(name -> row.add(Quantities.exact(point.losses().getOrDefault(name, Double.NaN))));
        return row;
    }
}
