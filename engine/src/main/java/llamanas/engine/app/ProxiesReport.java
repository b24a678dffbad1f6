package llamanas.engine.app;

import java.util.List;
import java.util.Locale;
import llamanas.engine.output.Quantities;
import llamanas.engine.search.predict.KendallTau;
import llamanas.engine.search.predict.SpearmanRho;
import org.jspecify.annotations.Nullable;

/**
 * How well cheap measurements order sub-networks. The shape is stable: it is printed as JSON.
 *
 * @param unseen what the truth is measured on
 * @param recoverSteps of the training after which all are measured once more; 0 = none
 */
record ProxiesReport(
        String model,
        String task,
        String unseen,
        int subnetworks,
        int recoverSteps,
        List<Row> proxies,
        List<Subnetwork> measured) {
    /**
     * One way to tell good sub-networks from bad ones.
     *
     * @param tokens that a model reads for one sub-network
     * @param tau Kendall's tau-b with the loss on all of the unseen data
     * @param rho Spearman's, with the same
     * @param recoveredTau with the loss on the unseen data after recovery training; null without one
     */
    record Row(
            String proxy,
            long tokens,
            double tau,
            double rho,
            @Nullable Double recoveredTau,
            @Nullable Double recoveredRho) {
        /**
         * Compares.
         *
         * @param values of the proxy by sub-network, smaller is better
         * @param recovered empty without recovery training
         */
        static Row of(String proxy, long tokens, double[] values, double[] truth, double[] recovered) {
            boolean both = recovered.length > 0;
            return new Row(
                    proxy,
                    tokens,
                    KendallTau.of(values, truth),
                    SpearmanRho.of(values, truth),
                    both ? (Double) KendallTau.of(values, recovered) : null,
                    both ? (Double) SpearmanRho.of(values, recovered) : null);
        }
    }

    /**
     * A sub-network.
     *
     * @param unseen nats/token on the unseen data
     * @param recovered the same after recovery training; null without one
     */
    record Subnetwork(long parameters, List<Double> proxies, double unseen, @Nullable Double recovered) {}

    String text() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%d sub-networks of %s, believed by %s, measured on unseen data: %s%n%n%-22s %12s %10s %10s",
                subnetworks,
                model,
                task,
                unseen,
                "proxy",
                "tokens each",
                "tau",
                "rho"));
        boolean recovers = recoverSteps > 0;
        text.append(recovers ? String.format("  after %d steps: %8s %8s%n", recoverSteps, "tau", "rho") : "\n");
        for (Row row : proxies) {
            text.append(String.format(
                    Locale.ROOT,
                    "%-22s %,12d %10s %10s",
                    row.proxy(),
                    row.tokens(),
                    Quantities.fixed(row.tau(), 3),
                    Quantities.fixed(row.rho(), 3)));
            text.append(
                    row.recoveredTau() == null || row.recoveredRho() == null
                            ? "\n"
                            : String.format(
                                    "%26s %8s%n",
                                    Quantities.fixed(row.recoveredTau(), 3), Quantities.fixed(row.recoveredRho(), 3)));
        }
        return text.toString();
    }
}
