package llamanas.engine.app;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.protocol.search.Gates;

/** Gates as text for people: one line a point, with the most probable choice of each gene. */
final class GatesReport {
    private GatesReport() {}

    static String text(Gates gates) {
        List<String> header = new ArrayList<>(List.of("size weight", "nats/token", "E[params]", "E[FLOPs]"));
        gates.genes().forEach(gene -> header.add(gene.name()));
        List<List<String>> rows =
                gates.points().stream().map(point -> row(gates, point)).toList();
        return new Table(header, rows).toText()
                + "\nThe most probable choice of each gene, with its probability in %. nats/token is that of the relaxed network;\n"
                + "parameters and FLOPs are shares of the full network's. Took "
                + Quantities.duration(gates.provenance().millis()) + ".\n";
    }

    private static List<String> row(Gates gates, Gates.Point point) {
        List<String> row = new ArrayList<>(List.of(
                String.format(Locale.ROOT, "%.3g", point.sizeWeight()),
                Quantities.fixed(point.loss(), 3),
                Quantities.fixed(point.size(), 3),
                Quantities.fixed(point.latency(), 3)));
        for (int gene = 0; gene < gates.genes().size(); gene++) {
            row.add(best(
                    gates.genes().get(gene).choices(), point.probabilities().get(gene)));
        }
        return row;
    }

    private static String best(List<String> choices, List<Double> probabilities) {
        double most = Collections.max(probabilities);
        int choice = IntStream.range(0, probabilities.size())
                .filter(i -> probabilities.get(i) == most)
                .findFirst()
                .orElseThrow();
        return choices.get(choice) + " (" + Math.round(100 * most) + ")";
    }
}
