package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SubnetworkReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.CheckpointMaker;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.ModelPresets;
import llamanas.workers.measure.EvaluateBenchmark;
import llamanas.workers.measure.ResidentMemory;
import llamanas.workers.tasks.Task;
import llamanas.workers.tasks.TaskFiles;

/** Runs benchmarks and prints them. */
final class BenchRun {
    private final Console console;
    private final String shape;
    private final Dtype dtype;
    private final Device device;

    BenchRun(Console console, String shape, String dtype, String device) {
        this.console = console;
        this.shape = shape;
        this.dtype = Dtype.parse(dtype);
        this.device = DeviceName.parse(device);
    }

    void evaluate(int layers, int sequences, int tokens, Optional<Path> task, Optional<Path> subnet, boolean json) {
        Flags.positive("--layers", layers);
        Flags.positive("--sequences", sequences);
        Flags.positive("--tokens", tokens);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("shape", shape);
        figures.put("dtype", dtype.label());
        if (shape.equals(ModelPresets.LLAMA_2_7B)) {
            if (task.isPresent() || subnet.isPresent()) {
                throw new InvalidInputException(
                        "--task and --subnet need a model of their own; give a checkpoint folder with --shape");
            }
            try (LlamaModel model = LlamaModel.random(ModelPresets.llama2With7B(layers), device, dtype)) {
                figures.put("layers", layers);
                add(figures, EvaluateBenchmark.run(model, sequences, tokens), sequences, tokens);
            }
        } else {
            try (SuperNetwork network = SuperNetwork.load(Path.of(shape), device, dtype)) {
                int length = Math.min(tokens, network.shape().context());
                figures.put("layers", network.shape().layers());
                add(figures, EvaluateBenchmark.run(network.model(), sequences, length), sequences, length);
                task.ifPresent(file -> figures.putAll(items(network, file)));
                subnet.ifPresent(file -> figures.putAll(compare(network, file, sequences, length)));
            }
        }
        figures.put("peak_resident_bytes", ResidentMemory.peakBytes());
        console.print(json ? Json.writePretty(figures) : text(figures));
    }

    private static void add(Map<String, Object> figures, EvaluateBenchmark.Result result, int sequences, int tokens) {
        figures.put("sequences", sequences);
        figures.put("tokens", tokens);
        figures.put("gflops", round(result.gflops()));
        figures.put("gemm_peak_gflops", round(result.peakGflops()));
        figures.put("share_of_peak", round(result.share()));
        figures.put("tokens_per_second", round(result.tokensPerSecond()));
        figures.put("switch_microseconds", round(result.switchNanos() / 1000));
        figures.put("switch_heap_bytes", round(result.switchHeapBytes()));
        figures.put("switch_native_bytes", round(result.switchNativeBytes()));
    }

    /** End to end: reading the file, tokens, batches, forward passes, scores. */
    private static Map<String, Object> items(SuperNetwork network, Path file) {
        runTask(network, file);
        long start = System.nanoTime();
        long items = runTask(network, file);
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of("task_items", items, "task_items_per_second", round(items / seconds));
    }

    private static Map<String, Object> compare(SuperNetwork network, Path file, int sequences, int tokens) {
        Architecture cut = SubnetworkReader.read(file, network.shape());
        EvaluateBenchmark.Comparison speed = EvaluateBenchmark.compare(network.model(), cut, sequences, tokens);
        long full = Cost.parameters(network.shape(), Architecture.full(network.shape()));
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("subnet_tokens_per_second", round(speed.tokensPerSecond()));
        figures.put("subnet_speedup", round(speed.tokensPerSecond() / speed.fullTokensPerSecond()));
        figures.put("subnet_times_smaller", round((double) full / Cost.parameters(network.shape(), cut)));
        return figures;
    }

    private static long runTask(SuperNetwork network, Path file) {
        try (Task task = TaskFiles.open(file, network, 0, false)) {
            task.evaluate(network.full(), Task.Progress.NONE);
            return task.items();
        }
    }

    static double round(double value) {
        return Math.round(value * 1000) / 1000.0;
    }

    static String text(Map<String, Object> figures) {
        StringBuilder text = new StringBuilder();
        figures.forEach(
                (name, value) -> text.append(String.format(Locale.ROOT, "%-22s %s%n", name.replace('_', ' '), value)));
        return text.toString();
    }

    static void makeCheckpoint(Console console, Path out, int layers, int shards) {
        Flags.positive("--layers", layers);
        Flags.positive("--shards", shards);
        Path tokenizer = Home.file("config/demo/model/tokenizer.json");
        console.say("writing " + layers + " layers of LLaMA-2-7B in " + shards + " shards ...");
        CheckpointMaker.write(ModelPresets.llama2With7B(layers), out, tokenizer, shards, 1);
        console.print(out + "\n");
    }
}
