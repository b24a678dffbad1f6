package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.ModelPresets;
import llamanas.workers.measure.TrainBenchmark;
import llamanas.workers.train.AvailableMemory;
import llamanas.workers.train.MemoryPlan;
import llamanas.workers.train.TrainingSize;

/** Runs the benchmark of the training step and prints it. */
final class BenchTrainRun {
    private final Console console;
    private final Dtype dtype;
    private final Device device;

    /** What the command line asks for. */
    record Request(
            String shape, int layers, int batch, int block, String mode, int rank, String checkpointing, int steps) {
        Request {
            Flags.positive("--layers", layers);
            Flags.positive("--batch", batch);
            Flags.positive("--rank", rank);
            Flags.positive("--steps", steps);
            oneOf("--mode", mode, List.of(TrainSpec.FULL, TrainSpec.LORA));
            oneOf("--checkpointing", checkpointing, List.of(TrainSpec.ON, TrainSpec.OFF, TrainSpec.AUTO));
        }

        private boolean madeUp() {
            return shape.equals(ModelPresets.LLAMA_2_7B);
        }

        private LlamaConfig config() {
            return madeUp() ? ModelPresets.llama2With7B(layers) : LlamaConfig.read(Path.of(shape));
        }

        private int trainedRank() {
            return mode.equals(TrainSpec.LORA) ? rank : 0;
        }
    }

    BenchTrainRun(Console console, String dtype, String device) {
        this.console = console;
        this.dtype = Dtype.parse(dtype);
        this.device = DeviceName.parse(device);
    }

    void train(Request request, boolean json) {
        LlamaConfig config = request.config();
        if (request.block() < 2 || request.block() > config.maxPositions()) {
            throw new InvalidInputException("--block " + request.block() + " does not fit the model; expected 2 to "
                    + config.maxPositions() + " tokens");
        }
        MemoryPlan plan = plan(request, config);
        if (!json) {
            console.print(plan.text());
        }
        TrainBenchmark.Request steps = new TrainBenchmark.Request(
                request.trainedRank(), request.batch(), request.block(), plan.keeps(), request.steps());
        Supplier<LlamaModel> load = () -> request.madeUp()
                ? LlamaModel.random(config, device, dtype)
                : LlamaModel.load(Path.of(request.shape()), device, dtype);
        Map<String, Object> figures = figures(request, plan, TrainBenchmark.run(steps, device, load));
        console.print(json ? Json.writePretty(figures) : BenchRun.text(figures));
    }

    private MemoryPlan plan(Request request, LlamaConfig config) {
        boolean mapped = !request.madeUp() && !device.isGpu() && LlamaModel.storedIn(Path.of(request.shape()), dtype);
        TrainingSize.Loaded loaded = TrainingSize.Loaded.once(config, dtype, mapped);
        TrainingSize size = new TrainingSize(
                dtype, request.trainedRank(), request.batch(), request.block(), false, device.isGpu(), loaded);
        return MemoryPlan.choose(config, size, request.checkpointing(), AvailableMemory.bytes(device));
    }

    private Map<String, Object> figures(Request request, MemoryPlan plan, TrainBenchmark.Result result) {
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("shape", request.shape());
        figures.put("dtype", dtype.label());
        figures.put("mode", request.mode());
        figures.put("batch", request.batch());
        figures.put("block", request.block());
        figures.put("activations_kept", plan.keeps());
        figures.put("milliseconds_per_step", BenchRun.round(result.secondsPerStep() * 1000));
        figures.put("tokens_per_second", BenchRun.round(result.tokensPerSecond()));
        figures.put("planned_bytes", plan.total());
        figures.put("measured_bytes", result.bytes());
        figures.put("measured_through_planned", BenchRun.round((double) result.bytes() / plan.total()));
        return figures;
    }

    private static void oneOf(String flag, String found, List<String> expected) {
        if (!expected.contains(found)) {
            throw new InvalidInputException(
                    flag + " " + found + " is unknown; expected one of " + String.join(", ", expected));
        }
    }
}
