package llamanas.engine.app;

import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import llamanas.config.SpaceFileReader;
import llamanas.engine.cli.Console;
import llamanas.engine.search.Enumeration;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.BlockSums;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Measurement;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.Share;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Gene;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.Evaluator;

/** Measures every sub-network of a space and writes each one down as soon as it is measured. */
final class TableRun {
    /** Genomes, canonical or not: what can be enumerated, and more than anybody can wait for. */
    private static final BigInteger MOST = BigInteger.valueOf(10_000_000);

    private static final long ORDER_SEED = 1;

    private final Console console;
    private final CheckpointOptions checkpoint;
    private final int threads;
    private final boolean blocks;

    /** @param blocks whether to write a {@link BlocksFile} as well */
    TableRun(Console console, CheckpointOptions checkpoint, int threads, boolean blocks) {
        this.blocks = blocks;
        this.console = console;
        this.checkpoint = checkpoint;
        this.threads = threads;
    }

    void run(Path spaceFile, TaskOptions options, Path out) {
        SearchSpec spec = spec(spaceFile, OpenTasks.named(options.files(), options.limit()), options.limit());
        try (Evaluator evaluator = Evaluators.llama(checkpoint.device(), threads)) {
            Inspection inspection = evaluator.inspect(spec);
            SearchSpace space = inspection.space();
            if (space.size().compareTo(MOST) > 0) {
                throw new InvalidInputException(spaceFile + ": space: found " + space.size()
                        + " genomes, expected at most " + MOST + " to measure all of them");
            }
            List<Genome> genomes = Enumeration.of(space);
            try (TableWriter writer = TableWriter.open(out, inspection, spec.dtype())) {
                int before = writer.rows();
                measure(space, genomes, measure(spec, evaluator, out), writer);
                console.print(String.format(
                        "%s: %d sub-networks, %d of them measured before%n", out, genomes.size(), before));
            }
        }
    }

    private Function<Architecture, EvaluationOutcome> measure(SearchSpec spec, Evaluator evaluator, Path out) {
        BlocksFile file = BlocksFile.beside(out);
        return architecture -> {
            if (!blocks) {
                return evaluator.evaluate(spec, architecture, Phase.SEARCH);
            }
            EvaluationOutcome outcome = evaluator.evaluate(spec, architecture, Share.ALL);
            if (outcome instanceof EvaluationOutcome.Succeeded succeeded) {
                BlockSums sums = succeeded.measurement().sums();
                Stream.ofNullable(sums).forEach(s -> file.add(architecture, s));
            }
            return outcome;
        };
    }

    /** In random order, which makes the remaining time a fair guess, and a table that was cut off a sample of the space. */
    private void measure(
            SearchSpace space,
            List<Genome> genomes,
            Function<Architecture, EvaluationOutcome> measure,
            TableWriter writer) {
        StepProgress progress = new StepProgress(console, "sub-networks", genomes.size() - writer.rows());
        List<String> names = space.genes().stream().map(Gene::name).toList();
        for (int number : Randomness.of(ORDER_SEED, 0).permutation(genomes.size())) {
            Genome genome = genomes.get(number);
            Architecture architecture = space.architecture(genome);
            if (!writer.has(architecture)) {
                EvaluationOutcome outcome = measure.apply(architecture);
                writer.add(row(number, architecture, labels(space, names, genome), outcome));
                progress.batchDone();
            }
        }
        progress.end();
    }

    private static Map<String, String> labels(SearchSpace space, List<String> names, Genome genome) {
        List<Gene> genes = space.genes();
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            labels.put(names.get(i), genes.get(i).choices().get(genome.get(i)));
        }
        return labels;
    }

    private static CandidateRow row(
            int number, Architecture architecture, Map<String, String> genes, EvaluationOutcome outcome) {
        if (outcome instanceof EvaluationOutcome.Succeeded succeeded) {
            Measurement found = succeeded.measurement();
            return new CandidateRow(
                    number, 0, architecture, genes, "succeeded", found.metrics(), null, found.provenance());
        }
        String reason = outcome instanceof EvaluationOutcome.Infeasible infeasible
                ? infeasible.reason()
                : ((EvaluationOutcome.Failed) outcome).reason();
        return new CandidateRow(number, 0, architecture, genes, "failed", Map.of(), reason, null);
    }

    private SearchSpec spec(Path spaceFile, Map<String, Path> files, int limit) {
        List<TaskSpec> tasks = new ArrayList<>();
        files.forEach((name, file) ->
                tasks.add(new TaskSpec(name, file.toAbsolutePath().normalize().toString(), null, limit, false)));
        return new SearchSpec(
                "table",
                checkpoint.model().toString(),
                checkpoint.dtype(),
                tasks,
                SpaceFileReader.read(spaceFile),
                List.of(),
                List.of(),
                new StrategySpec(StrategySpec.RANDOM, 1, 0, 0, 1),
                1,
                1);
    }
}
