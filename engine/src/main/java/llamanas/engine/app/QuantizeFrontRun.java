package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.engine.store.ResultFiles;
import llamanas.engine.store.ResultFolder;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.agent.Evaluator;
import llamanas.workers.llama.Dtype;

/** Measures the members of a front once more, with fewer bits. */
final class QuantizeFrontRun {
    private final Console console;
    private final Path folder;
    private final String device;

    QuantizeFrontRun(Console console, Path folder, String device) {
        this.console = console;
        this.folder = folder;
        this.device = device;
    }

    void run(int bits, boolean json) {
        if (!Bits.CHOICES.contains(bits) || bits == Bits.LOADED) {
            throw new InvalidInputException("--bits: found " + bits + ", expected 8 or 4");
        }
        ResultFolder results = ResultFolder.of(folder);
        SearchSpec spec = results.spec();
        if (spec.standIn() != null) {
            throw new InvalidInputException(
                    folder + ": a search of a stand-in, which has no weights; expected one of a model");
        }
        List<FrontMember> before;
        List<FrontMember> after;
        double whole;
        try (Evaluator evaluator = Evaluators.llama(device, 0)) {
            ModelShape shape = evaluator.inspect(spec).space().shape();
            whole = Cost.bytes(
                    shape, Architecture.full(shape), Dtype.parse(spec.dtype()).bytes());
            before = results.front(shape);
            StepProgress progress = new StepProgress(console, "members", before.size());
            after = before.stream()
                    .map(member -> {
                        FrontMember quantized = measured(evaluator, spec, member, bits);
                        progress.batchDone();
                        return quantized;
                    })
                    .toList();
            progress.end();
        }
        Path file = folder.resolve("front-int" + bits + ".json");
        ResultFiles.writeFront(file, after);
        console.print(json ? Json.writeLines(after) : text(spec, whole, before, after) + "\nsaved  " + file + "\n");
    }

    private static FrontMember measured(Evaluator evaluator, SearchSpec spec, FrontMember member, int bits) {
        Architecture quantized = member.architecture().withBits(bits);
        Map<String, Double> metrics = new TreeMap<>();
        for (Phase phase : Phase.values()) {
            EvaluationOutcome outcome = evaluator.evaluate(spec, quantized, phase);
            if (outcome instanceof EvaluationOutcome.Succeeded succeeded) {
                metrics.putAll(succeeded.measurement().metrics());
            } else if (outcome instanceof EvaluationOutcome.Infeasible infeasible) {
                throw new InvalidInputException("candidate " + member.candidate() + ": " + infeasible.reason());
            }
        }
        return new FrontMember(member.candidate(), quantized, metrics);
    }

    /** @param whole bytes of the full network as loaded, which sizes are multiples of */
    private static String text(SearchSpec spec, double whole, List<FrontMember> before, List<FrontMember> after) {
        List<String> header = new ArrayList<>(List.of("candidate", "bytes before", "after", "smaller"));
        List<String> qualities = qualities(spec, before);
        qualities.forEach(metric -> header.addAll(List.of(metric, "after", "change")));
        List<List<String>> rows = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            rows.add(row(qualities, before.get(i), after.get(i), whole));
        }
        return new Table(header, rows).toText();
    }

    private static List<String> row(List<String> qualities, FrontMember before, FrontMember after, double whole) {
        double bytes = after.metrics().getOrDefault(Metrics.BYTES, Double.NaN);
        List<String> cells = new ArrayList<>(List.of(
                String.valueOf(before.candidate()),
                Quantities.count(before.metrics().getOrDefault(Metrics.BYTES, Double.NaN)),
                Quantities.count(bytes),
                String.format("%.2fx", whole / bytes)));
        for (String metric : qualities) {
            double old = before.metrics().getOrDefault(metric, Double.NaN);
            double now = after.metrics().getOrDefault(metric, Double.NaN);
            cells.addAll(List.of(
                    Quantities.fixed(old, 4),
                    Quantities.fixed(now, 4),
                    String.format("%+.1f %%", 100 * (now / old - 1))));
        }
        return cells;
    }

    /** The measured objectives, on unseen data where there is some. */
    private static List<String> qualities(SearchSpec spec, List<FrontMember> front) {
        Optional<FrontMember> any = front.stream().findFirst();
        return spec.objectives().stream()
                .map(objective -> objective.metric())
                .filter(metric -> !spec.computes(metric))
                .map(metric -> any.filter(m -> m.metrics().containsKey(Metrics.REPORT_PREFIX + metric))
                        .map(m -> Metrics.REPORT_PREFIX + metric)
                        .orElse(metric))
                .toList();
    }
}
