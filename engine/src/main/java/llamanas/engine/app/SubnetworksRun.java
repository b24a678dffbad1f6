package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SpaceFileReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.Manifest;
import llamanas.workers.elastic.SpaceResolver;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.NonFinite;
import llamanas.workers.measure.SizeBand;

/** Measures random sub-networks of a space in bands of size. */
final class SubnetworksRun {
    private final Console console;
    private final Path model;
    private final Dtype dtype;
    private final String device;
    private String order = "the space has no depth";

    SubnetworksRun(Console console, Path model, String dtype, String device) {
        this.console = console;
        this.model = model;
        this.dtype = Dtype.parse(dtype);
        this.device = device;
    }

    private SuperNetwork open() {
        CheckpointIndex checkpoint = CheckpointIndex.read(model);
        Device on = DeviceName.parse(device);
        return SuperNetwork.load(checkpoint, on, Arithmetic.forScores(checkpoint, on, dtype), NonFinite.REFUSE);
    }

    void run(Path spaceFile, Optional<Path> orderOf, int count, long seed, List<Path> files, int limit, boolean json) {
        int bands = SizeBand.ALL.size();
        if (count < bands || count % bands != 0) {
            throw new InvalidInputException(
                    "--count " + count + " can't be divided into " + bands + " bands; expected a multiple of " + bands);
        }
        Map<String, Path> named = OpenTasks.named(files, limit);
        SpaceSpec spec = SpaceFileReader.read(spaceFile);
        try (SuperNetwork network = open()) {
            try (OpenTasks tasks = new OpenTasks(named, network, limit, false)) {
                SearchSpace space =
                        new SpaceResolver(network.shape(), spec).resolve(() -> removalOrder(network, tasks, orderOf));
                if (!spec.depth().isEmpty() && spec.depthOrder().equals(SpaceSpec.TAIL)) {
                    order = "tail (" + spaceFile + ")";
                }
                List<List<Genome>> genomes = SizeBand.draw(space, count / bands, seed);
                SubnetworksReport report = new SubnetworksReport(
                        model.toString(),
                        order,
                        seed,
                        tasks.evaluate(Architecture.full(network.shape())),
                        measure(space, genomes, tasks));
                console.print(json ? Json.writePretty(report) : report.text());
            }
        }
    }

    private List<Integer> removalOrder(SuperNetwork network, OpenTasks tasks, Optional<Path> orderOf) {
        if (orderOf.isPresent()) {
            Path other = orderOf.get();
            Manifest manifest = Manifest.find(other)
                    .orElseThrow(() -> new InvalidInputException(
                            "--order-of " + other + ": found no " + Manifest.FILE + ", expected a prepared model"));
            if (manifest.layers().size() != network.shape().layers()) {
                throw new InvalidInputException("--order-of " + other + ": found an order of "
                        + manifest.layers().size() + " layers, expected the model's "
                        + network.shape().layers());
            }
            order = "manifest of " + other;
            return manifest.depth().order();
        }
        String text = tasks.firstText().orElse("");
        order = network.manifest().isPresent() ? "manifest of " + model : "block influence on " + text;
        return network.layerOrder(() -> {
            if (text.isEmpty()) {
                throw new InvalidInputException(
                        "--task: found no text, which layer importance is measured on; give one,"
                                + " or --order-of, or depth.order = tail in the space");
            }
            return tasks.sample(text);
        });
    }

    private List<SubnetworksReport.Band> measure(SearchSpace space, List<List<Genome>> genomes, OpenTasks tasks) {
        int count = genomes.stream().mapToInt(List::size).sum();
        StepProgress progress = new StepProgress(console, "sub-networks", count);
        List<SubnetworksReport.Band> bands = new ArrayList<>();
        for (int band = 0; band < genomes.size(); band++) {
            List<SubnetworksReport.Subnetwork> measured = new ArrayList<>();
            for (Genome genome : genomes.get(band)) {
                Architecture architecture = space.architecture(genome);
                measured.add(new SubnetworksReport.Subnetwork(
                        genome, Cost.decoderShare(space.shape(), architecture), tasks.evaluate(architecture)));
                progress.batchDone();
            }
            bands.add(SubnetworksReport.Band.of(SizeBand.ALL.get(band).label(), measured));
        }
        progress.end();
        return bands;
    }
}
