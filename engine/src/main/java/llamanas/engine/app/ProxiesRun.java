package llamanas.engine.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import llamanas.config.RecoverySpec;
import llamanas.config.SpaceFileReader;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.store.ResultFolder;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.BlockInfluence;
import llamanas.workers.elastic.SpaceResolver;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.measure.SizeBand;
import llamanas.workers.tasks.BlockScores;
import llamanas.workers.tasks.Task;
import llamanas.workers.tasks.TaskFiles;
import llamanas.workers.train.Corpus;
import llamanas.workers.train.Recovery;
import llamanas.workers.train.TrainingText;

/** Measures sub-networks by proxies, on shares of the data, on unseen data, and after recovery training. */
final class ProxiesRun {
    /** Of a text of which one part is the unseen data. */
    private static final double SEEN = 0.5;

    /** Of what the search sees: few sequences. */
    private static final double FEW = 0.05;

    private final Console console;
    private final CheckpointOptions checkpoint;
    private final Path text;
    private final Optional<Path> unseen;
    private final int limit;
    private final List<Double> rungs;
    private final double seen;

    /** Values of one proxy, by sub-network; smaller is better. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Proxy(String name, long tokens, double[] values) {}

    ProxiesRun(
            Console console,
            CheckpointOptions checkpoint,
            Path text,
            Optional<Path> unseen,
            int limit,
            List<Double> rungs) {
        this.console = console;
        this.checkpoint = checkpoint;
        this.text = text;
        this.unseen = unseen;
        this.limit = limit;
        this.rungs = rungs;
        this.seen = unseen.isPresent() ? 1 : SEEN;
        if (TaskSpec.isMultipleChoice(text.toString())) {
            throw new InvalidInputException("--task " + text + ": found questions, expected a text");
        }
        for (double rung : rungs) {
            if (!(rung > 0 && rung <= 1)) {
                throw new InvalidInputException("--rungs: found " + rung + ", expected shares above 0, at most 1");
            }
        }
    }

    void run(
            Optional<Path> spaceFile,
            Optional<Path> front,
            int count,
            long seed,
            Optional<RecoverySpec> training,
            boolean json) {
        Dtype dtype = Dtype.parse(checkpoint.dtype());
        try (SuperNetwork network =
                        SuperNetwork.load(checkpoint.model(), DeviceName.parse(checkpoint.device()), dtype);
                Task task = TaskFiles.open(text, network, limit, true)) {
            List<Architecture> chosen = front.map(file -> ofFront(file, network))
                    .orElseGet(() -> random(network, task, spaceFile, count, seed));
            List<Proxy> proxies = proxies(network, task, chosen);
            double[] truth = truth(network, task, chosen);
            double[] recovered =
                    training.map(spec -> recovered(network, spec, chosen)).orElse(new double[0]);
            ProxiesReport report = report(network, chosen, proxies, truth, recovered, training);
            console.print(json ? Json.writePretty(report) : report.text());
        }
    }

    private static List<Architecture> ofFront(Path file, SuperNetwork network) {
        return ResultFolder.front(file, network.shape()).stream()
                .map(FrontMember::architecture)
                .toList();
    }

    private List<Architecture> random(SuperNetwork network, Task task, Optional<Path> spaceFile, int count, long seed) {
        int bands = SizeBand.ALL.size();
        if (count < bands || count % bands != 0) {
            throw new InvalidInputException(
                    "--count " + count + " can't be divided into " + bands + " bands; expected a multiple of " + bands);
        }
        SpaceSpec spec = spaceFile.map(SpaceFileReader::read).orElseGet(() -> standard(network));
        SearchSpace space =
                new SpaceResolver(network.shape(), spec).resolve(() -> network.layerOrder(() -> task.sample()));
        return SizeBand.draw(space, count / bands, seed).stream()
                .flatMap(List::stream)
                .map(space::architecture)
                .toList();
    }

    private static SpaceSpec standard(SuperNetwork network) {
        int ffn = network.shape().ffn();
        return new SpaceSpec(
                List.of(),
                SpaceSpec.IMPORTANCE,
                LayerSelection.ALL,
                LayerSelection.NONE,
                List.of(ffn / 4, ffn / 2, ffn / 4 * 3, ffn));
    }

    private List<Proxy> proxies(SuperNetwork network, Task task, List<Architecture> chosen) {
        List<Proxy> proxies = new ArrayList<>();
        proxies.add(
                new Proxy("size", 0, values(chosen, architecture -> -Cost.parameters(network.shape(), architecture))));
        BlockInfluence influence = BlockInfluence.of(network, task.sample());
        proxies.add(new Proxy(
                "block influence",
                influence.tokens() / chosen.size(),
                values(chosen, architecture -> influence.damage(network.shape(), architecture))));
        proxies.add(measured("KL, few sequences", network, task, chosen, new Share(0, FEW * seen), Metrics.KL));
        for (double rung : rungs) {
            String name = Math.round(100 * rung) + " % of the data";
            proxies.add(measured(name, network, task, chosen, new Share(0, rung * seen), Metrics.NATS_PER_TOKEN));
        }
        return proxies;
    }

    private static double[] values(List<Architecture> chosen, ToDoubleFunction<Architecture> value) {
        return chosen.stream().mapToDouble(value).toArray();
    }

    private Proxy measured(
            String name, SuperNetwork network, Task task, List<Architecture> chosen, Share share, String metric) {
        StepProgress progress = new StepProgress(console, name, chosen.size());
        long[] tokens = new long[1];
        double[] values = values(chosen, architecture -> {
            try (Subnetwork subnetwork = network.subnetwork(architecture)) {
                BlockScores scores = task.evaluate(subnetwork, share);
                tokens[0] = scores.tokens();
                progress.batchDone();
                return mean(scores, metric);
            }
        });
        progress.end();
        // The full network reads the same once, for all of them.
        return new Proxy(name, tokens[0], values);
    }

    private static double mean(BlockScores scores, String metric) {
        double sum = scores.sums().getOrDefault(metric, List.of()).stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return sum / scores.counts().stream().mapToLong(Long::longValue).sum();
    }

    private double[] truth(SuperNetwork network, Task task, List<Architecture> chosen) {
        if (unseen.isEmpty()) {
            return measured("unseen", network, task, chosen, new Share(SEEN, 1), Metrics.NATS_PER_TOKEN)
                    .values();
        }
        try (Task other = TaskFiles.open(unseen.get(), network, limit, false)) {
            return measured("unseen", network, other, chosen, Share.ALL, Metrics.NATS_PER_TOKEN)
                    .values();
        }
    }

    private double[] recovered(SuperNetwork network, RecoverySpec spec, List<Architecture> chosen) {
        StageProgress writing = new StageProgress(console);
        Corpus corpus = TrainingText.of(network, spec.train(), spec.seed(), writing);
        writing.end();
        Map<Architecture, Double> losses = new LinkedHashMap<>();
        try (TemporaryFolder folder = TemporaryFolder.in(Path.of(System.getProperty("java.io.tmpdir")))) {
            for (Architecture architecture : chosen) {
                String what = "recovery " + (losses.size() + 1) + "/" + chosen.size();
                Path out = folder.path().resolve("recovered-" + losses.size());
                losses.put(architecture, recovered(spec, corpus, architecture, out, what));
            }
        }
        return chosen.stream().mapToDouble(losses::get).toArray();
    }

    private double recovered(RecoverySpec spec, Corpus corpus, Architecture architecture, Path out, String what) {
        StageProgress progress = new StageProgress(console, what);
        Provenance by = Here.provenance(checkpoint.device(), spec.train().dtype());
        Recovery.Job job = new Recovery.Job(
                checkpoint.model(),
                architecture,
                out,
                spec.train(),
                spec.seed(),
                DeviceName.parse(checkpoint.device()),
                by);
        Recovery.recover(job, corpus, progress);
        progress.end();
        try (SuperNetwork network =
                        SuperNetwork.load(out, DeviceName.parse(checkpoint.device()), Dtype.parse(checkpoint.dtype()));
                Task task = TaskFiles.open(unseen.orElse(text), network, limit, false);
                Subnetwork subnetwork = network.subnetwork(Recovery.inside(job))) {
            Share share = unseen.isPresent() ? Share.ALL : new Share(SEEN, 1);
            return mean(task.evaluate(subnetwork, share), Metrics.NATS_PER_TOKEN);
        }
    }

    private ProxiesReport report(
            SuperNetwork network,
            List<Architecture> chosen,
            List<Proxy> proxies,
            double[] truth,
            double[] recovered,
            Optional<RecoverySpec> training) {
        List<ProxiesReport.Row> rows = new ArrayList<>();
        proxies.forEach(p -> rows.add(ProxiesReport.Row.of(p.name(), p.tokens(), p.values(), truth, recovered)));
        if (recovered.length > 0) {
            rows.add(ProxiesReport.Row.of("unseen data itself", 0, truth, truth, recovered));
        }
        return new ProxiesReport(
                checkpoint.model().toString(),
                text.toString(),
                unseen.map(Path::toString).orElse("the other half of it"),
                chosen.size(),
                training.map(spec -> spec.train().steps()).orElse(0),
                rows,
                IntStream.range(0, chosen.size())
                        .mapToObj(i -> new ProxiesReport.Subnetwork(
                                Cost.parameters(network.shape(), chosen.get(i)),
                                proxies.stream().map(p -> p.values()[i]).toList(),
                                truth[i],
                                recovered.length == 0 ? null : (Double) recovered[i]))
                        .toList());
    }
}
