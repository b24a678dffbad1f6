package llamanas.engine.app;

import java.nio.file.Path;
import java.util.stream.IntStream;
import llamanas.config.SpaceFileReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.device.DeviceModels;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.SpaceResolver;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import llamanas.workers.measure.DeviceCalibration;
import llamanas.workers.measure.DeviceTimer;

/** Measures a device, fits all models of it, and prints how well each does. */
final class MeasureDeviceRun {
    private final Console console;
    private final CheckpointOptions checkpoint;
    private final DeploymentSpec deployment;
    private final int threads;

    MeasureDeviceRun(Console console, CheckpointOptions checkpoint, DeploymentSpec deployment, int threads) {
        this.console = console;
        this.checkpoint = checkpoint;
        this.deployment = deployment;
        this.threads = threads;
    }

    void run(Path spaceFile, int sweeps, int holdout, long seed, boolean json) {
        Dtype dtype = Dtype.parse(checkpoint.dtype());
        try (SuperNetwork network =
                SuperNetwork.load(checkpoint.model(), DeviceName.parse(checkpoint.device()), dtype)) {
            // Which layers go first has no say in what a sub-network takes.
            SearchSpace space = new SpaceResolver(network.shape(), SpaceFileReader.read(spaceFile))
                    .resolve(() ->
                            IntStream.range(0, network.shape().layers()).boxed().toList());
            StageProgress progress = new StageProgress(console);
            DeviceTimings timings = new DeviceTimer(
                            network.model(), network.subnetworks(deployment.withoutKernel()), deployment, threads)
                    .time(
                            space,
                            new DeviceCalibration(sweeps, DeviceCalibration.FOR_SEARCH.mixed(), holdout),
                            seed,
                            millis -> provenance(network, millis),
                            now -> {
                                StopOnSignal.check();
                                progress.accept(now);
                            });
            progress.end();
            DeviceReport report =
                    new DeviceReport(checkpoint.model().toString(), sweeps, DeviceModels.fit(timings, network.shape()));
            console.print(json ? Json.writePretty(report) : report.text());
        }
    }

    private Provenance provenance(SuperNetwork network, long millis) {
        return new Provenance(
                Evaluators.processName(),
                checkpoint.device(),
                checkpoint.dtype(),
                threads,
                Version.current(),
                network.hash(),
                "",
                millis);
    }
}
