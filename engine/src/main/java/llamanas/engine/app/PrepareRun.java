package llamanas.engine.app;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import llamanas.config.TrainFile;
import llamanas.config.TrainFileReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.train.Preparer;

/** Prepares a checkpoint in this process, and says what came of it. */
final class PrepareRun {
    private static final SpaceSpec NO_SPACE =
            new SpaceSpec(List.of(), SpaceSpec.IMPORTANCE, LayerSelection.NONE, LayerSelection.NONE, List.of());

    private final Console console;
    private final Path model;
    private final Path out;
    private final String dtype;
    private final String device;

    PrepareRun(Console console, Path model, Path out, String dtype, String device) {
        this.console = console;
        this.model = model;
        this.out = out;
        this.dtype = dtype;
        this.device = device;
    }

    void run(Optional<Path> calibration, Optional<Path> train, String score, String layers, boolean json) {
        Optional<TrainFile> file = train.map(TrainFileReader::read);
        PrepareSpec spec = new PrepareSpec(
                out.toAbsolutePath().normalize().toString(),
                calibration.map(Path::toString).orElse(null),
                score,
                layers,
                file.map(TrainFile::train).orElse(null));
        Preparer.Job job = new Preparer.Job(
                model,
                spec,
                file.map(TrainFile::space).orElse(NO_SPACE),
                dtype,
                file.map(TrainFile::seed).orElse(1L),
                DeviceName.parse(device),
                Here.provenance(device, dtype));
        StageProgress progress = new StageProgress(console);
        Preparation made = Preparer.prepare(job, progress);
        progress.end();
        console.print(json ? Json.writePretty(made) : text(made));
    }

    private static String text(Preparation made) {
        StringBuilder text = new StringBuilder();
        line(text, "model", made.model());
        line(text, "layers", "removed in the order " + made.layerOrder());
        line(text, "weights", made.modelHash());
        line(text, "made of", made.sourceHash());
        line(text, "took", Quantities.duration(made.provenance().millis()));
        if (!made.curve().isEmpty()) {
            text.append('\n').append(curve(made.curve()));
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-11s %s%n", name, value));
    }

    /** The points of the curve that have a loss on held-out text: what training bought, on text that it did not see. */
    private static String curve(List<LossPoint> curve) {
        StringBuilder text = new StringBuilder("nats/token on held-out text\n");
        for (LossPoint point : curve) {
            Map<String, Double> held = new TreeMap<>(point.losses());
            held.keySet().removeIf(name -> !name.startsWith("heldout."));
            if (!held.isEmpty()) {
                text.append(String.format(Locale.ROOT, "  step %5d", point.step()));
                held.forEach((name, loss) -> text.append(String.format(
                        Locale.ROOT, "   %s %s", name.substring("heldout.".length()), Quantities.fixed(loss, 3))));
                text.append('\n');
            }
        }
        return text.toString();
    }
}
