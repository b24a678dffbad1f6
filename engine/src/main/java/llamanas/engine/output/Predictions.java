package llamanas.engine.output;

import java.util.List;
import java.util.function.Function;
import llamanas.protocol.api.PredictionRow;

/** How well each generation was predicted, as a table. The column names are stable. */
public final class Predictions {
    private static final List<String> HEADER = List.of(
            "generation",
            "metric",
            "predictor",
            "trained",
            "samples",
            "tau",
            "mape",
            "cross_validated_tau",
            "half_width_90",
            "coverage");

    private Predictions() {}

    /** For programs: all digits. */
    public static Table all(List<PredictionRow> rows) {
        return table(rows, Quantities::exact);
    }

    /** For people: few digits. */
    public static Table brief(List<PredictionRow> rows) {
        return table(rows, value -> Quantities.fixed(value, 4));
    }

    private static Table table(List<PredictionRow> rows, Function<Double, String> number) {
        return new Table(
                HEADER,
                rows.stream()
                        .map(row -> List.of(
                                Integer.toString(row.generation()),
                                row.metric(),
                                row.predictor(),
                                Integer.toString(row.trained()),
                                Integer.toString(row.samples()),
                                number.apply(row.tau()),
                                number.apply(row.mape()),
                                number.apply(row.crossValidatedTau()),
                                number.apply(row.halfWidth()),
                                number.apply(row.coverage())))
                        .toList());
    }
}
