package llamanas.engine.app;

import ai.djl.Device;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SubnetworkReader;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.NonFinite;
import llamanas.workers.measure.FastestDtype;
import org.jspecify.annotations.Nullable;

/** Measures one sub-network on task files and prints what came out. */
final class EvaluateRun {
    private final Console console;
    private final Path model;
    private final String dtype;
    private final String device;

    EvaluateRun(Console console, Path model, String dtype, String device) {
        this.console = console;
        this.model = model;
        this.dtype = dtype;
        this.device = device;
    }

    /**
     * What {@code --json} prints. The shape is stable.
     *
     * @param bytes of the weights as they are stored, or in the dtype that was asked for
     * @param computedIn dtype
     * @param results by task, then by metric; null for a task that failed
     * @param failed why, by task; left out where none did
     */
    private record Report(
            long parameters,
            long bytes,
            String computedIn,
            Map<String, @Nullable Map<String, Number>> results,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> failed) {}

    /**
     * What to measure.
     *
     * @param subnet empty = the full network
     * @param limit items or documents of each file at most; 0 for all
     * @param delimiter what stands between a question and each of its choices
     */
    record Request(List<Path> files, Optional<Path> subnet, int limit, String delimiter, NonFinite nonFinite) {
        Request {
            files = List.copyOf(files);
        }
    }

    void run(Request request, boolean json) {
        Map<String, Path> named = OpenTasks.named(request.files(), request.limit());
        Device on = DeviceName.parse(device);
        CheckpointIndex checkpoint = CheckpointIndex.read(model);
        Arithmetic arithmetic = FastestDtype.of(dtype, checkpoint, on);
        try (SuperNetwork network = SuperNetwork.load(checkpoint, on, arithmetic, request.nonFinite())) {
            Architecture full = Architecture.full(network.shape());
            Architecture architecture = request.subnet()
                    .map(file -> SubnetworkReader.read(file, network.shape()))
                    .orElse(full);
            // The divergence from the full network says something of a cut one only.
            try (OpenTasks tasks =
                    new OpenTasks(named, network, request.limit(), !architecture.equals(full), request.delimiter())) {
                OpenTasks.Evaluation evaluation = tasks.evaluate(architecture, console);
                Report report = new Report(
                        Cost.parameters(network.shape(), architecture),
                        Cost.bytes(
                                network.shape(),
                                architecture,
                                arithmetic.stored().bytes()),
                        arithmetic.computed().label(),
                        evaluation.results(),
                        evaluation.failed());
                console.print(json ? Json.writePretty(report) : text(report));
                if (!report.failed().isEmpty()) {
                    throw new CommandFailure("the network could not be measured on "
                            + String.join(", ", report.failed().keySet()));
                }
            }
        }
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(
                "parameters  %,d%nbytes       %,d%ncomputed in %s%n",
                report.parameters(), report.bytes(), report.computedIn()));
        report.results().forEach((name, metrics) -> {
            text.append(String.format("%n%s%n", name));
            if (metrics == null) {
                text.append(String.format("  failed: %s%n", report.failed().get(name)));
                return;
            }
            metrics.forEach((metric, value) -> text.append(String.format(
                    "  %-15s %s%n",
                    metric,
                    metric.equals(Metrics.ITEMS)
                            ? Quantities.exact(value.doubleValue())
                            : Quantities.fixed(value.doubleValue(), 4))));
        });
        return text.toString();
    }
}
