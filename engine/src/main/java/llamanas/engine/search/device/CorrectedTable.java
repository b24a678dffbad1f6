package llamanas.engine.search.device;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import llamanas.engine.search.predict.RidgeDesign;
import llamanas.protocol.search.DeviceProfile.Correction;
import llamanas.protocol.search.DeviceTimings.Timing;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.BlockKind;
import llamanas.protocol.space.ModelShape;

/**
 * A latency table, corrected by what random whole sub-networks take beyond the sum of their blocks: linear in the table's own
 * answer, numbers of blocks and parameters, so that it stays a sum over blocks.
 */
final class CorrectedTable implements DeviceModel {
    private static final double MILLION = 1e6;

    private final ModelShape shape;
    private final DeviceModel table;
    private final Correction correction;

    CorrectedTable(ModelShape shape, DeviceModel table, Correction correction) {
        this.shape = shape;
        this.table = table;
        this.correction = correction;
    }

    /**
     * The correction by ridge regression of what is left over, so that with little evidence little is corrected.
     *
     * @param timings two at least
     */
    static Correction fit(ModelShape shape, DeviceModel table, List<Timing> timings, ToDoubleFunction<Timing> ms) {
        double[][] rows = timings.stream()
                .map(timing -> features(shape, table, timing.architecture()))
                .toArray(double[][]::new);
        double[] left = timings.stream()
                .mapToDouble(timing -> ms.applyAsDouble(timing) - table.ms(timing.architecture()))
                .toArray();
        double[] units = units(rows);
        for (double[] row : rows) {
            Arrays.setAll(row, i -> row[i] / units[i]);
        }
        RidgeDesign.Fit fit = new RidgeDesign(rows).fit(left);
        double[] weights = fit.weights();
        Arrays.setAll(weights, i -> weights[i] / units[i]);
        return new Correction(fit.intercept(), 1 + weights[0], weights[1], weights[2], weights[3]);
    }

    /** The table's answer, attention blocks, feed-forward blocks, and million parameters in both. */
    private static double[] features(ModelShape shape, DeviceModel table, Architecture architecture) {
        Correction attentions = new Correction(0, 0, 1, 0, 0);
        Correction ffns = new Correction(0, 0, 0, 1, 0);
        Correction parameters = new Correction(0, 0, 0, 0, 1);
        return new double[] {
            table.ms(architecture),
            new CorrectedTable(shape, table, attentions).ms(architecture),
            new CorrectedTable(shape, table, ffns).ms(architecture),
            new CorrectedTable(shape, table, parameters).ms(architecture)
        };
    }

    /** Standard deviations of the columns; 1 for constant ones. */
    private static double[] units(double[][] rows) {
        double[] units = new double[rows[0].length];
        Arrays.setAll(units, i -> {
            double mean =
                    Arrays.stream(rows).mapToDouble(row -> row[i]).average().orElse(0);
            double variance = Arrays.stream(rows)
                    .mapToDouble(row -> (row[i] - mean) * (row[i] - mean))
                    .average()
                    .orElse(0);
            return variance > 0 ? Math.sqrt(variance) : 1;
        });
        return units;
    }

    @Override
    public double constant() {
        return correction.constant() + correction.scale() * table.constant();
    }

    @Override
    public double attention(BlockKind kind) {
        int groupHeads = shape.heads() / shape.kvHeads();
        double parameters = 2.0 * shape.hidden() * kind.size() * shape.headDim() * (groupHeads + 1);
        return correction.scale() * table.attention(kind)
                + correction.attention()
                + correction.parameters() * parameters / MILLION;
    }

    @Override
    public double ffn(BlockKind kind) {
        return correction.scale() * table.ffn(kind)
                + correction.ffn()
                + correction.parameters() * shape.ffnParameters(kind.size()) / MILLION;
    }
}
