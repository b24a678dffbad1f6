package llamanas.workers.standin;

import java.util.Arrays;
import java.util.Locale;

/**
 * Test functions of multi-objective optimisation; all objectives are minimised. {@code ZDT*}: two objectives (Zitzler, Deb, Thiele:
 * Comparison of Multiobjective Evolutionary Algorithms, 2000). {@code DTLZ*}: any number (Deb, Thiele, Laumanns, Zitzler:
 * Scalable Multi-Objective Optimization Test Problems, 2002).
 */
enum AnalyticFunction {
    ZDT1 {
        @Override
        double[] of(double[] x, int objectives) {
            double g = slope(x);
            return new double[] {x[0], g * (1 - Math.sqrt(x[0] / g))};
        }
    },
    ZDT2 {
        @Override
        double[] of(double[] x, int objectives) {
            double g = slope(x);
            return new double[] {x[0], g * (1 - square(x[0] / g))};
        }
    },
    ZDT3 {
        @Override
        double[] of(double[] x, int objectives) {
            double g = slope(x);
            double ratio = x[0] / g;
            return new double[] {x[0], g * (1 - Math.sqrt(ratio) - ratio * Math.sin(10 * Math.PI * x[0]))};
        }
    },
    ZDT4 {
        @Override
        double[] of(double[] x, int objectives) {
            double g = 1 + 10.0 * (x.length - 1);
            for (int i = 1; i < x.length; i++) {
                double y = 10 * x[i] - 5;
                g += y * y - 10 * Math.cos(4 * Math.PI * y);
            }
            return new double[] {x[0], g * (1 - Math.sqrt(x[0] / g))};
        }
    },
    ZDT6 {
        @Override
        double[] of(double[] x, int objectives) {
            double f1 = 1 - Math.exp(-4 * x[0]) * Math.pow(Math.sin(6 * Math.PI * x[0]), 6);
            double g = 1 + 9 * Math.pow((slope(x) - 1) / 9, 0.25);
            return new double[] {f1, g * (1 - square(f1 / g))};
        }
    },
    DTLZ1 {
        @Override
        double[] of(double[] x, int objectives) {
            double[] f = new double[objectives];
            Arrays.fill(f, 0.5 * (1 + rugged(x, objectives)));
            for (int i = 0; i < objectives; i++) {
                for (int j = 0; j < objectives - 1 - i; j++) {
                    f[i] *= x[j];
                }
                f[i] *= i == 0 ? 1 : 1 - x[objectives - 1 - i];
            }
            return f;
        }
    },
    DTLZ2 {
        @Override
        double[] of(double[] x, int objectives) {
            return sphere(x, objectives, 1, bowl(x, objectives));
        }
    },
    DTLZ3 {
        @Override
        double[] of(double[] x, int objectives) {
            return sphere(x, objectives, 1, rugged(x, objectives));
        }
    },
    DTLZ4 {
        @Override
        double[] of(double[] x, int objectives) {
            return sphere(x, objectives, 100, bowl(x, objectives));
        }
    },
    DTLZ7 {
        @Override
        double[] of(double[] x, int objectives) {
            double sum = Arrays.stream(x, objectives - 1, x.length).sum();
            double g = 1 + 9 * sum / (x.length - objectives + 1);
            double[] f = Arrays.copyOf(x, objectives);
            double h = objectives;
            for (int i = 0; i < objectives - 1; i++) {
                h -= f[i] / (1 + g) * (1 + Math.sin(3 * Math.PI * f[i]));
            }
            f[objectives - 1] = (1 + g) * h;
            return f;
        }
    };

    /** By the name that a spec has for it, one of {@link llamanas.protocol.search.StandInSpec#FUNCTIONS}. */
    static AnalyticFunction named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /**
     * The objectives at a point. O(genes + objectives^2).
     *
     * @param x at least as many numbers from 0 to 1 as there are objectives; those that a paper has in another range are scaled
     */
    abstract double[] of(double[] x, int objectives);

    /** The g of ZDT1 to ZDT3: from 1, where all but the first are 0, to 10. */
    private static double slope(double[] x) {
        return 1 + 9 * Arrays.stream(x, 1, x.length).sum() / (x.length - 1);
    }

    /** The g of DTLZ2 and DTLZ4: 0 where the distance genes are 0.5. */
    private static double bowl(double[] x, int objectives) {
        return Arrays.stream(x, objectives - 1, x.length)
                .map(v -> square(v - 0.5))
                .sum();
    }

    /** The g of DTLZ1 and DTLZ3: that with many local optima. */
    private static double rugged(double[] x, int objectives) {
        double sum = Arrays.stream(x, objectives - 1, x.length)
                .map(v -> square(v - 0.5) - Math.cos(20 * Math.PI * (v - 0.5)))
                .sum();
        return 100 * (x.length - objectives + 1 + sum);
    }

    /** The front of DTLZ2 to DTLZ4, a part of a sphere with radius 1 + g. */
    private static double[] sphere(double[] x, int objectives, int power, double g) {
        double[] f = new double[objectives];
        Arrays.fill(f, 1 + g);
        for (int i = 0; i < objectives; i++) {
            for (int j = 0; j < objectives - 1 - i; j++) {
                f[i] *= Math.cos(Math.pow(x[j], power) * Math.PI / 2);
            }
            f[i] *= i == 0 ? 1 : Math.sin(Math.pow(x[objectives - 1 - i], power) * Math.PI / 2);
        }
        return f;
    }

    private static double square(double value) {
        return value * value;
    }
}
