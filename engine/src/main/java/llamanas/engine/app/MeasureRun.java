package llamanas.engine.app;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.space.Activations;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.measure.DeployedWork;
import llamanas.workers.measure.DeploymentMeter;
import llamanas.workers.measure.EnergyCounter;
import llamanas.workers.measure.Estimate;
import llamanas.workers.measure.Latency;
import llamanas.workers.measure.MachineLimits;
import llamanas.workers.measure.ResidentMemory;
import org.jspecify.annotations.Nullable;

/** Measures networks of one model in turns and prints them beside the machine's limits. */
final class MeasureRun {
    private static final double GIGA = 1e9;

    private final Console console;
    private final MeasureRequest request;

    MeasureRun(Console console, MeasureRequest request) {
        this.console = console;
        this.request = request;
    }

    /**
     * Measures and prints.
     *
     * @param name of the model, for people
     * @param subnetworks makes the sub-network of an architecture
     * @param networks by name; the others' speed-up is that over the first
     */
    void run(
            String name,
            LlamaModel model,
            Function<Architecture, Subnetwork> subnetworks,
            Map<String, Architecture> networks) {
        model.config()
                .requireContext(
                        request.deployment().prompt(), request.deployment().generate());
        Energy energy = Energy.find(model, request.energy());
        try {
            MachineLimits limits = MachineLimits.measure(model.kernels(), model.dtype(), request.threads());
            DeploymentMeter.Settings settings =
                    new DeploymentMeter.Settings(request.precision(), request.threads(), energy.counter());
            DeploymentMeter meter = new DeploymentMeter(model, subnetworks, request.deployment(), settings);
            List<Latency> latencies = measured(meter, networks);
            MeasureReport report =
                    report(name, model, limits, figures(model, limits, networks, latencies), latencies.get(0), energy);
            console.print(request.json() ? Json.writePretty(report) : report.text());
        } finally {
            energy.close();
        }
    }

    private List<Latency> measured(DeploymentMeter meter, Map<String, Architecture> networks) {
        LiveLine line = new LiveLine(console);
        long start = System.nanoTime();
        try {
            return meter.inTurns(List.copyOf(networks.values()), (done, spent) -> {
                StopOnSignal.check();
                line.show(() -> "measuring, " + done + " repetitions; at most "
                        + LiveLine.share(start, Math.round(spent * 1000), 1000));
            });
        } finally {
            line.end();
        }
    }

    private MeasureReport report(
            String name,
            LlamaModel model,
            MachineLimits limits,
            List<MeasureReport.Network> networks,
            Latency any,
            Energy energy) {
        return new MeasureReport(
                name,
                DeviceName.of(model.device()),
                model.dtype().label(),
                request.threads(),
                request.deployment().batch(),
                request.deployment().prompt(),
                request.deployment().generate(),
                new MeasureReport.Limits(limits.flops() / GIGA, limits.bandwidth() / GIGA),
                networks,
                any.rounds(),
                any.stop().reason(),
                energy.said(),
                ResidentMemory.peakBytes());
    }

    private List<MeasureReport.Network> figures(
            LlamaModel model, MachineLimits limits, Map<String, Architecture> networks, List<Latency> latencies) {
        List<MeasureReport.Network> figures = new ArrayList<>();
        ModelShape shape = model.shape();
        DeploymentSpec use = request.deployment();
        int numberBytes = model.dtype().bytes();
        for (Map.Entry<String, Architecture> network : networks.entrySet()) {
            Architecture architecture = network.getValue();
            Latency latency = latencies.get(figures.size());
            DeployedWork prefill = DeployedWork.prefill(shape, architecture, use, numberBytes);
            DeployedWork decode = DeployedWork.decode(shape, architecture, use, numberBytes);
            long prompts = (long) use.batch() * use.prompt();
            figures.add(new MeasureReport.Network(
                    network.getKey(),
                    Cost.parameters(shape, architecture),
                    Cost.bytes(shape, architecture, model.arithmetic().stored().bytes()),
                    Cost.kvBytes(shape, architecture, use.context(), use.batch(), numberBytes),
                    activationBytes(shape, architecture, numberBytes),
                    stage(
                            limits,
                            prefill,
                            latency.prefillMs(),
                            prompts,
                            latencies.get(0).prefillMs()),
                    stage(
                            limits,
                            decode,
                            latency.decodeMs(),
                            use.batch(),
                            latencies.get(0).decodeMs()),
                    latency.joulesPerToken().orElse(null)));
        }
        return figures;
    }

    private long activationBytes(ModelShape shape, Architecture architecture, int numberBytes) {
        return architecture.layers().stream()
                .mapToLong(layer -> Activations.bytes(
                        shape,
                        layer,
                        request.deployment().batch(),
                        request.deployment().prompt(),
                        numberBytes))
                .max()
                .orElse(0);
    }

    private static MeasureReport.Stage stage(
            MachineLimits limits, DeployedWork work, Estimate ms, long tokens, Estimate first) {
        double least = 1000 * limits.seconds(work.flops(), work.bytes());
        return new MeasureReport.Stage(
                ms,
                1000 * tokens / ms.median(),
                limits.boundByReading(work.flops(), work.bytes()) ? "memory" : "arithmetic",
                least / ms.median(),
                first.median() / ms.median());
    }

    /** What counts energy, and what is said of it. */
    private record Energy(@Nullable EnergyCounter counter, String said) {
        static Energy find(LlamaModel model, boolean needed) {
            try {
                EnergyCounter counter = EnergyCounter.of(model.device());
                return new Energy(counter, "energy: " + counter.source() + ", idle power included");
            } catch (InvalidInputException e) {
                if (needed) {
                    throw e;
                }
                return new Energy(null, String.valueOf(e.getMessage()));
            }
        }

        void close() {
            if (counter != null) {
                counter.close();
            }
        }
    }
}
