package llamanas.engine.app;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.engine.cli.Console;
import llamanas.engine.output.Json;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.SearchProblem;
import llamanas.engine.search.device.DeviceModels;
import llamanas.engine.search.pareto.Hypervolume;
import llamanas.engine.search.pareto.ParetoFront;
import llamanas.engine.search.race.BitsRace;
import llamanas.engine.search.race.Yardstick;
import llamanas.engine.search.strategy.Strategies;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.BitChoices;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeviceProfile;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.agent.Evaluator;
import org.jspecify.annotations.Nullable;

/** Spends the same number of evaluations on shapes and bits together, and in turn, for several seeds. */
final class BitsRun {
    private final Console console;
    private final SearchSpec spec;
    private final String device;
    private final int threads;

    /** An architecture is measured once for all seeds; it counts wherever it is asked for. */
    private final Map<Architecture, Map<String, Double>> known = new HashMap<>();

    private final Map<Architecture, Map<String, Double>> unseen = new HashMap<>();

    BitsRun(Console console, SearchSpec spec, String device, int threads) {
        this.console = console;
        this.spec = spec;
        this.device = device;
        this.threads = threads;
    }

    void run(int runs, boolean json) {
        Flags.positive("--runs", runs);
        List<Integer> bits = uniform(spec.space().bits());
        SearchSpec shapesOnly = spec.in(spec.space().withoutBits());
        try (Evaluator evaluator = Evaluators.llama(device, threads)) {
            SearchSpace joint = evaluator.inspect(spec).space();
            SearchSpace shapes = evaluator.inspect(shapesOnly).space();
            DeviceProfile profile = profile(evaluator, joint);
            SearchProblem problem = SearchProblem.of(joint, spec, profile);
            SearchProblem shapesProblem = SearchProblem.of(shapes, shapesOnly, profile);
            StepProgress progress = new StepProgress(console, "evaluations", 2 * runs * spec.evaluations());
            BitsRace race = new BitsRace(
                    joint, architecture -> measured(evaluator, problem, architecture, progress), spec.evaluations());
            List<List<Evaluated>> together = new ArrayList<>();
            List<List<Evaluated>> inTurn = new ArrayList<>();
            for (int seed = 1; seed <= runs; seed++) {
                together.add(race.together(Strategies.create(spec.strategy(), problem, seed)));
                inTurn.add(race.inTurn(shapes, Strategies.create(spec.strategy(), shapesProblem, seed), bits));
            }
            progress.end();
            BitsReport report = report(evaluator, problem, together, inTurn);
            console.print(json ? Json.writePretty(report) : report.text());
        }
    }

    /** One of the joint space, where latency is computed: both ways have the same milliseconds for the same sub-network. */
    private @Nullable DeviceProfile profile(Evaluator evaluator, SearchSpace joint) {
        DeploymentSpec deployment = spec.deployment();
        if (deployment == null || !deployment.latency().isComputed()) {
            return null;
        }
        StageProgress progress = new StageProgress(console);
        DeviceTimings timings = evaluator.timeDevice(spec, now -> {
            StopOnSignal.check();
            progress.accept(now);
        });
        progress.end();
        return DeviceModels.fit(timings, joint.shape());
    }

    /** What a front is quantized to: each number of bits but 16 that the spec gives to whole layers or to both kinds. */
    private static List<Integer> uniform(BitChoices choices) {
        List<Integer> all = choices.layer().isEmpty()
                ? choices.ffn().stream().filter(choices.attention()::contains).toList()
                : choices.layer();
        List<Integer> below = all.stream().filter(bits -> bits != Bits.LOADED).toList();
        if (below.isEmpty() || !all.contains(Bits.LOADED)) {
            throw new InvalidInputException("space.bits: found " + all + " for all matrices of a layer, expected "
                    + Bits.LOADED + " (as loaded) and at least one of 8 and 4");
        }
        return below;
    }

    private Evaluated measured(
            Evaluator evaluator, SearchProblem problem, Architecture architecture, StepProgress progress) {
        progress.batchDone();
        return problem.evaluated(
                problem.space()
                        .genome(architecture)
                        .orElseThrow(() -> new IllegalStateException("not in the space: " + architecture)),
                known.computeIfAbsent(architecture, a -> measure(evaluator, a, Phase.SEARCH)));
    }

    private Map<String, Double> measure(Evaluator evaluator, Architecture architecture, Phase phase) {
        EvaluationOutcome outcome = evaluator.evaluate(spec, architecture, phase);
        return outcome instanceof EvaluationOutcome.Succeeded succeeded
                ? succeeded.measurement().metrics()
                : Map.of();
    }

    private BitsReport report(
            Evaluator evaluator, SearchProblem problem, List<List<Evaluated>> together, List<List<Evaluated>> inTurn) {
        List<Evaluated> all = new ArrayList<>();
        together.forEach(all::addAll);
        inTurn.forEach(all::addAll);
        Yardstick yardstick = Yardstick.of(all);
        Architecture full = Architecture.full(problem.space().shape());
        List<Double> reference = problem.costs(
                        full, known.computeIfAbsent(full, a -> measure(evaluator, a, Phase.SEARCH)))
                .orElseThrow(() -> new IllegalStateException("the full network could not be measured"));
        FrontMember fullUnseen = member(evaluator, problem, full);
        StepProgress progress = new StepProgress(console, "unseen data, fronts", 2 * together.size());
        List<BitsReport.Run> runs = new ArrayList<>();
        for (int i = 0; i < together.size(); i++) {
            runs.add(new BitsReport.Run(
                    i + 1,
                    way(evaluator, problem, yardstick, reference, fullUnseen, together.get(i)),
                    way(evaluator, problem, yardstick, reference, fullUnseen, inTurn.get(i))));
            progress.batchDone();
            progress.batchDone();
        }
        progress.end();
        return new BitsReport(
                spec.objectives().stream().map(o -> o.metric()).toList(), spec.evaluations(), known.size(), runs);
    }

    private BitsReport.Way way(
            Evaluator evaluator,
            SearchProblem problem,
            Yardstick yardstick,
            List<Double> reference,
            FrontMember fullUnseen,
            List<Evaluated> found) {
        ParetoFront front = ParetoFront.EMPTY;
        for (Evaluated candidate : found) {
            front = front.with(candidate);
        }
        List<FrontMember> members = front.members().stream()
                .map(candidate -> member(evaluator, problem, problem.space().architecture(candidate.genome())))
                .toList();
        double onUnseen =
                UnseenHypervolume.of(members, fullUnseen, spec.objectives()).orElse(Double.NaN);
        return new BitsReport.Way(
                found.size(),
                front.members().size(),
                Hypervolume.relative(front.members(), reference),
                yardstick.share(front),
                onUnseen);
    }

    private FrontMember member(Evaluator evaluator, SearchProblem problem, Architecture architecture) {
        Map<String, Double> metrics =
                new TreeMap<>(unseen.computeIfAbsent(architecture, a -> measure(evaluator, a, Phase.REPORT)));
        metrics.putAll(problem.exactMetrics(architecture));
        return new FrontMember(0, architecture, metrics);
    }
}
