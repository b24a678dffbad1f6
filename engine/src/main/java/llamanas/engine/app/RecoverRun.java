package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.config.RecoverySpec;
import llamanas.config.SubnetworkReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.ExtractedModel;
import llamanas.workers.elastic.Extraction;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.train.Recovery;
import org.jspecify.annotations.Nullable;

/** Extracts a sub-network, trains it, and says what came out. */
final class RecoverRun {
    private static final String UNSEEN = "heldout.subnetwork";

    private final Console console;
    private final Path model;
    private final Dtype dtype;
    private final String device;

    RecoverRun(Console console, Path model, String dtype, String device) {
        this.console = console;
        this.model = model;
        this.dtype = Dtype.parse(dtype);
        this.device = device;
    }

    /**
     * What {@code --json} prints. The shape is stable.
     *
     * @param parameters that the sub-network needs
     * @param storedParameters of the written model, padding included
     * @param unseenBefore loss on held-out text before training, nats/token; absent where there was none
     * @param unseenAfter the same after training
     */
    private record Report(
            String out,
            String modelHash,
            long parameters,
            long fullParameters,
            long storedParameters,
            int layers,
            int width,
            int steps,
            @Nullable Double unseenBefore,
            @Nullable Double unseenAfter,
            long millis) {}

    void run(Path subnet, Path out, Optional<RecoverySpec> spec, boolean json) {
        ModelShape shape = LlamaConfig.read(model).shape();
        Architecture architecture = SubnetworkReader.read(subnet, shape);
        TrainSpec train = spec.map(RecoverySpec::train).orElse(null);
        Recovery.Job job = new Recovery.Job(
                model,
                architecture,
                out,
                train,
                spec.map(RecoverySpec::seed).orElse(0L),
                DeviceName.parse(device),
                Here.provenance(device, train == null ? dtype.label() : train.dtype()));
        StageProgress progress = new StageProgress(console);
        Extraction made = Recovery.recover(job, progress);
        progress.end();
        Report report = report(made, shape, out, train);
        console.print(json ? Json.writePretty(report) : text(report));
    }

    private Report report(Extraction made, ModelShape shape, Path out, @Nullable TrainSpec train) {
        ExtractedModel extracted = ExtractedModel.of(model, made.architecture());
        ModelShape stored = LlamaConfig.read(out).shape();
        return new Report(
                out.toString(),
                made.modelHash(),
                made.parameters(),
                Cost.parameters(shape, Architecture.full(shape)),
                Cost.parameters(stored, Architecture.full(stored)),
                stored.layers(),
                extracted.width(),
                train == null ? 0 : train.steps(),
                unseen(made.curve(), false),
                unseen(made.curve(), true),
                made.provenance().millis());
    }

    private static @Nullable Double unseen(List<LossPoint> curve, boolean last) {
        return curve.stream()
                .map(point -> point.losses().get(UNSEEN))
                .filter(loss -> loss != null)
                .reduce((a, b) -> last ? b : a)
                .orElse(null);
    }

    private static String text(Report report) {
        StringBuilder text = new StringBuilder();
        text.append(String.format("model        %s%n", report.out()));
        text.append(String.format(
                "parameters   %,d of %,d (%s)%n",
                report.parameters(),
                report.fullParameters(),
                Quantities.ratio((double) report.fullParameters() / report.parameters())));
        text.append(String.format(
                "stored       %,d in %d layers of width %d%n",
                report.storedParameters(), report.layers(), report.width()));
        text.append(String.format("steps        %d%n", report.steps()));
        if (report.unseenBefore() != null && report.unseenAfter() != null) {
            text.append(String.format(
                    "unseen text  %s -> %s nats/token%n",
                    Quantities.fixed(report.unseenBefore(), 4), Quantities.fixed(report.unseenAfter(), 4)));
        }
        return text.append(String.format("took         %s%n", Quantities.duration(report.millis())))
                .toString();
    }
}
