package llamanas.engine.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Genome;

/**
 * What {@code bench subnetworks --json} prints. The shape is stable.
 *
 * @param order where the order in which layers go comes from
 * @param full metrics of the full network, by task
 */
record SubnetworksReport(
        String model, String order, long seed, Map<String, Map<String, Number>> full, List<Band> bands) {
    SubnetworksReport {
        bands = List.copyOf(bands);
    }

    /**
     * Sub-networks of one band of size.
     *
     * @param band decoder share as it was drawn, from the largest to the smallest
     * @param decoderShare mean of what it is with the order in use
     * @param means of the metrics, by task
     */
    record Band(
            String band, double decoderShare, Map<String, Map<String, Double>> means, List<Subnetwork> subnetworks) {
        static Band of(String band, List<Subnetwork> measured) {
            Map<String, Map<String, Double>> means = new LinkedHashMap<>();
            measured.get(0).results().forEach((task, metrics) -> {
                Map<String, Double> ofTask = new TreeMap<>();
                metrics.keySet().stream()
                        .filter(metric -> !metric.equals(Metrics.ITEMS))
                        .forEach(metric -> ofTask.put(metric, mean(measured, one -> one.value(task, metric))));
                means.put(task, ofTask);
            });
            return new Band(band, mean(measured, Subnetwork::decoderShare), means, List.copyOf(measured));
        }

        private static double mean(List<Subnetwork> measured, ToDoubleFunction<Subnetwork> value) {
            return measured.stream().mapToDouble(value).average().orElse(Double.NaN);
        }
    }

    /**
     * One sub-network.
     *
     * @param results metrics by task
     */
    record Subnetwork(Genome genome, double decoderShare, Map<String, Map<String, Number>> results) {
        double value(String task, String metric) {
            Number found = results.getOrDefault(task, Map.of()).get(metric);
            return found == null ? Double.NaN : found.doubleValue();
        }
    }

    /** A table for people. */
    String text() {
        List<String> header = new ArrayList<>(List.of("band", "sub-networks", "decoder"));
        List<String> first = new ArrayList<>(List.of("full", "1", Quantities.fixed(1, 4)));
        List<List<String>> rows = new ArrayList<>();
        rows.add(first);
        bands.forEach(band -> rows.add(new ArrayList<>(List.of(
                band.band(), String.valueOf(band.subnetworks().size()), Quantities.fixed(band.decoderShare(), 4)))));
        bands.get(0).means().forEach((task, metrics) -> metrics.keySet().forEach(metric -> {
            header.add(task + " " + metric);
            first.add(Quantities.fixed(new Subnetwork(Genome.of(), 1, full).value(task, metric), 4));
            for (int band = 0; band < bands.size(); band++) {
                double mean =
                        bands.get(band).means().getOrDefault(task, Map.of()).getOrDefault(metric, Double.NaN);
                rows.get(band + 1).add(Quantities.fixed(mean, 4));
            }
        }));
        return "model            " + model + "\norder of layers  " + order + "\n\n" + new Table(header, rows).toText();
    }
}
