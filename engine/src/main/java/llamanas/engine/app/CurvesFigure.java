package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import llamanas.engine.search.race.Estimate;

/**
 * Curves of the share of the hypervolume over evaluations as one SVG: a line for the mean of each strategy's runs, and an area
 * around it for the 95 % confidence interval. The vertical axis is logarithmic in what is missing from the whole, as that is where
 * strategies differ.
 */
final class CurvesFigure {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 480;
    private static final int LEFT = 64;
    private static final int TOP = 40;
    private static final int PLOT_WIDTH = 560;
    private static final int PLOT_HEIGHT = 380;
    private static final int LINE_HEIGHT = 18;

    /** Shares with a line across, in parts of 1; those outside of the range that curves take are left out. */
    private static final double[] TICKS = {0, 0.5, 0.8, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995, 0.998, 0.999};

    /** Okabe and Ito's colours, which people with any colour vision tell apart. */
    private static final List<String> COLOURS =
            List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#999933");

    private static final List<String> DASHES = List.of("none", "7 3", "2 3");

    /** What is missing at the top of the figure. */
    private static final double LEAST_MISSING = 5e-4;

    private final List<StrategyRuns.Done> strategies;
    private final int from;
    private final int to;
    private final double low;
    private final double high;

    private CurvesFigure(List<StrategyRuns.Done> strategies, int from, int to) {
        this.strategies = strategies;
        this.from = from;
        this.to = to;
        this.low = strategies.stream()
                .mapToDouble(done -> share(done, from).mean())
                .min()
                .orElse(0);
        this.high = strategies.stream()
                .mapToDouble(done -> share(done, Math.min(to, length(done))).mean())
                .max()
                .orElse(1);
    }

    /**
     * Draws.
     *
     * @param title above the curves
     * @param strategies each with a run at least; a curve ends where its longest run does
     * @param from evaluations at the left edge
     * @param to evaluations at the right edge
     */
    static String svg(String title, List<StrategyRuns.Done> strategies, int from, int to) {
        return new CurvesFigure(strategies, from, to).draw(title);
    }

    private static Estimate share(StrategyRuns.Done done, int evaluations) {
        return Estimate.of(
                done.runs().stream().map(run -> run.share(evaluations)).toList());
    }

    private static int length(StrategyRuns.Done done) {
        return done.runs().stream().mapToInt(run -> run.shares().size()).max().orElse(0);
    }

    private String draw(String title) {
        StringBuilder svg = new StringBuilder(text(
                """
                <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <rect width="%d" height="%d" fill="white"/>
                <text x="%d" y="22" font-size="14">%s</text>
                """,
                WIDTH, HEIGHT, WIDTH, HEIGHT, LEFT, escaped(title)));
        axes(svg);
        for (int i = 0; i < strategies.size(); i++) {
            curve(svg, strategies.get(i), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (double tick : TICKS) {
            if (tick >= low - 0.05 * (1 - low) && tick <= Math.max(high, low)) {
                double y = y(tick);
                svg.append(text(
                        "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#dddddd\"/>"
                                + "<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s %%</text>\n",
                        LEFT, y, LEFT + PLOT_WIDTH, y, LEFT - 6, y + 4, plain(100 * tick)));
            }
        }
        int step = Math.max(1, (to - from) / 6 / 10 * 10);
        for (int k = (from + step - 1) / step * step; k <= to; k += step) {
            svg.append(text(
                    "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>\n", x(k), TOP + PLOT_HEIGHT + 18, k));
        }
        svg.append(text(
                """
                <rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#888888"/>
                <text x="%d" y="%d" text-anchor="middle">evaluations</text>
                """,
                LEFT, TOP, PLOT_WIDTH, PLOT_HEIGHT, LEFT + PLOT_WIDTH / 2, TOP + PLOT_HEIGHT + 38));
    }

    private void curve(StringBuilder svg, StrategyRuns.Done done, int place) {
        String colour = COLOURS.get(place % COLOURS.size());
        String dash = DASHES.get(place / COLOURS.size() % DASHES.size());
        List<String> mean = new ArrayList<>();
        List<String> upper = new ArrayList<>();
        List<String> lower = new ArrayList<>();
        for (int k = from; k <= Math.min(to, length(done)); k++) {
            Estimate share = share(done, k);
            mean.add(point(k, share.mean()));
            if (!Double.isNaN(share.low())) {
                upper.add(point(k, share.high()));
                lower.add(0, point(k, share.low()));
            }
        }
        if (!upper.isEmpty()) {
            upper.addAll(lower);
            svg.append(text(
                    "<polygon points=\"%s\" fill=\"%s\" fill-opacity=\"0.12\"/>\n", String.join(" ", upper), colour));
        }
        int y = TOP + 10 + place * LINE_HEIGHT;
        int x = LEFT + PLOT_WIDTH + 14;
        svg.append(text(
                """
                <polyline points="%s" fill="none" stroke="%s" stroke-width="1.8" stroke-dasharray="%s"/>
                <line x1="%d" y1="%d" x2="%d" y2="%d" stroke="%s" stroke-width="2.5" stroke-dasharray="%s"/>
                <text x="%d" y="%d">%s (%d)</text>
                """,
                String.join(" ", mean),
                colour,
                dash,
                x,
                y,
                x + 24,
                y,
                colour,
                dash,
                x + 30,
                y + 4,
                escaped(done.strategy()),
                done.runs().size()));
    }

    private String point(int evaluations, double share) {
        return text("%.1f,%.1f", x(evaluations), y(share));
    }

    private double x(int evaluations) {
        return LEFT + PLOT_WIDTH * (double) (evaluations - from) / Math.max(1, to - from);
    }

    private double y(double share) {
        double bottom = missing(low - 0.05 * (1 - low));
        double top = missing(high + 0.2 * (1 - high));
        double height = bottom > top ? (bottom - missing(share)) / (bottom - top) : 0.5;
        return TOP + PLOT_HEIGHT * (1 - Math.max(0, Math.min(1, height)));
    }

    private static double missing(double share) {
        return Math.log(Math.max(LEAST_MISSING, 1 - share));
    }

    private static String plain(double percent) {
        return text("%.2f", percent).replaceFirst("\\.?0+$", "");
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;");
    }
}
