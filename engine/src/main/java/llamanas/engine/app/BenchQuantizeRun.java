package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.protocol.space.ModelShape;
import llamanas.protocol.space.QuantizedSize;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Kernels;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.ModelPresets;
import llamanas.workers.measure.Precision;
import llamanas.workers.measure.QuantizationBenchmark;
import llamanas.workers.measure.QuantizationBenchmark.Kind;
import llamanas.workers.measure.QuantizationBenchmark.Result;

/** Runs the benchmark of quantized products and prints it. */
final class BenchQuantizeRun {
    private static final Precision PRECISION = new Precision(0.95, 0.03, 2, 60, 20);
    private static final long MEGABYTE = 1 << 20;

    private final Console console;
    private final Dtype dtype;
    private final Device device;

    /** What the command line asks for. */
    record Request(String shape, int batch, int group, int megabytes) {
        Request {
            Flags.positive("--batch", batch);
            Flags.positive("--megabytes", megabytes);
        }

        private QuantizationBenchmark.Request measured(Dtype dtype) {
            return new QuantizationBenchmark.Request(dtype, batch, group, megabytes * MEGABYTE, PRECISION);
        }

        private ModelShape model() {
            return shape.equals(ModelPresets.LLAMA_2_7B)
                    ? ModelPresets.llama2With7B(1).shape()
                    : LlamaConfig.read(Path.of(shape)).shape();
        }
    }

    /** What {@code --json} prints. The shape is stable. */
    record Report(String shape, String dtype, int batch, int group, int megabytes, List<Result> matrices) {
        Report {
            matrices = List.copyOf(matrices);
        }
    }

    private record Size(long rows, long columns) {}

    BenchQuantizeRun(Console console, String dtype, String device) {
        this.console = console;
        this.dtype = Dtype.parse(dtype);
        this.device = DeviceName.parse(device);
    }

    void run(Request request, boolean json) {
        Set<Size> sizes = sizes(request.model());
        sizes.forEach(
                size -> QuantizedSize.check("--group: a matrix", 4, size.rows(), size.columns(), request.group()));
        List<Result> results = new ArrayList<>();
        LiveLine line = new LiveLine(console);
        long start = System.nanoTime();
        try (Kernels kernels = Kernels.load(device)) {
            QuantizationBenchmark benchmark = new QuantizationBenchmark(kernels, request.measured(dtype));
            for (Size size : sizes) {
                long before = 100L * results.size();
                results.add(benchmark.run(
                        size.rows(),
                        size.columns(),
                        (done, spent) -> line.show(() -> size.rows()
                                + " x " + size.columns() + "  "
                                + LiveLine.share(start, before + (long) (100 * spent), 100L * sizes.size()))));
            }
        } finally {
            line.end();
        }
        Report report = new Report(
                request.shape(), dtype.label(), request.batch(), request.group(), request.megabytes(), results);
        console.print(json ? Json.writePretty(report) : text(report));
    }

    /** The different shapes of a layer's projections. */
    private static Set<Size> sizes(ModelShape shape) {
        long queries = (long) shape.heads() * shape.headDim();
        long keys = (long) shape.kvHeads() * shape.headDim();
        return new LinkedHashSet<>(List.of(
                new Size(queries, shape.hidden()),
                new Size(keys, shape.hidden()),
                new Size(shape.hidden(), queries),
                new Size(shape.ffn(), shape.hidden()),
                new Size(shape.hidden(), shape.ffn())));
    }

    private static String text(Report report) {
        List<List<String>> rows = new ArrayList<>();
        for (Result result : report.matrices()) {
            for (Kind kind : result.kinds()) {
                rows.add(row(result, kind, report));
            }
        }
        return "products of " + report.batch() + " row" + (report.batch() == 1 ? "" : "s")
                + " of activations, int4 in groups of " + report.group()
                + "; read: share of what a sum over " + report.megabytes() + " MB reads in the same rounds\n\n"
                + new Table(List.of("matrix", "weights", "bytes", "ms", "+-", "speedup", "GB/s", "read"), rows)
                        .toText();
    }

    private static List<String> row(Result result, Kind kind, Report report) {
        return List.of(
                result.rows() + " x " + result.columns(),
                kind.bits() == 16 ? report.dtype() : "int" + kind.bits(),
                Quantities.count((double) kind.bytes()),
                Quantities.fixed(kind.seconds().median() * 1000, 3),
                Quantities.fixed(kind.seconds().relativeError() * 100, 1) + " %",
                Quantities.fixed(kind.speedup(), 2),
                Quantities.fixed(kind.bytes() / kind.seconds().median() / 1e9, 2),
                Quantities.fixed(kind.shareOfBandwidth() * 100, 0) + " %");
    }
}
