package llamanas.engine.search;

import java.util.Arrays;
import java.util.List;
import org.uma.jmetal.qualityindicator.impl.hypervolume.impl.PISAHypervolume;
import org.uma.jmetal.solution.pointsolution.PointSolution;
import org.uma.jmetal.util.densityestimator.impl.CrowdingDistanceDensityEstimator;

/** jMetal's answers to the same questions as {@link Reference}. */
public final class JMetalReference {
    private JMetalReference() {}

    /** For distinct points of one front. */
    public static double[] crowding(double[][] costs) {
        List<PointSolution> points =
                Arrays.stream(costs).map(PointSolution::new).toList();
        CrowdingDistanceDensityEstimator<PointSolution> estimator = new CrowdingDistanceDensityEstimator<>();
        estimator.compute(points);
        return points.stream().mapToDouble(estimator::value).toArray();
    }

    /**
     * For points better than the reference point in every objective. The other implementation only knows costs from 0 to 1 and
     * the reference point where all are 1.
     *
     * @param reference above 0
     */
    public static double hypervolume(double[][] costs, double[] reference) {
        double[] ones = new double[reference.length];
        Arrays.fill(ones, 1);
        double[][] scaled = Arrays.stream(costs)
                .map(point -> {
                    double[] divided = new double[point.length];
                    Arrays.setAll(divided, k -> point[k] / reference[k]);
                    return divided;
                })
                .toArray(double[][]::new);
        return new PISAHypervolume(ones).compute(scaled)
                * Arrays.stream(reference).reduce(1, (a, b) -> a * b);
    }
}
