package llamanas.engine.app;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import llamanas.engine.cli.CommandFailure;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.CoordinatorBusy;
import llamanas.engine.cli.Statuses;
import llamanas.engine.cli.Watch;
import llamanas.engine.coordinator.Outage;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.output.FrontView;
import llamanas.engine.output.Quantities;
import llamanas.engine.store.ResultFiles;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import org.jspecify.annotations.Nullable;

/** The bundled search, told to a person: what it is going to do, how far it is, what it found, and what to type next. */
final class Demo {
    private final Console console;
    private final SearchSpec spec;
    private final Path data;

    Demo(Console console, SearchSpec spec, Path data) {
        this.console = console;
        this.spec = spec;
        this.data = data.toAbsolutePath().normalize();
    }

    /**
     * The bundled spec with another budget and seed.
     *
     * @param data folder that the prepared model goes into
     * @param raw whether to search the checkpoint as it is
     */
    static SearchSpec spec(SearchSpec bundled, int evaluations, long seed, Path data, boolean raw) {
        return new SearchSpec(
                bundled.name(),
                bundled.model(),
                bundled.dtype(),
                bundled.tasks(),
                bundled.space(),
                bundled.objectives(),
                bundled.constraints(),
                bundled.strategy(),
                evaluations,
                seed,
                raw ? null : prepare(bundled.prepare(), data, seed),
                bundled.standIn(),
                bundled.fidelity(),
                bundled.archive(),
                bundled.deployment(),
                bundled.interest(),
                bundled.singleChanges(),
                null);
    }

    private static @Nullable PrepareSpec prepare(@Nullable PrepareSpec bundled, Path data, long seed) {
        if (bundled == null) {
            return null;
        }
        Path out = data.toAbsolutePath().normalize().resolve("models").resolve("demo-s" + seed);
        return new PrepareSpec(
                out.toString(), bundled.calibration(), bundled.score(), bundled.layerOrder(), bundled.train());
    }

    /** The same command finds the same search again: that is how a demo goes on after a kill. */
    String id() {
        String kind = spec.prepare() == null ? "demo-raw-s" : "demo-s";
        return kind + spec.seed() + "-n" + spec.evaluations();
    }

    void introduce() {
        console.say(
                "Makes a small LLaMA ready once, then searches its sub-networks for the best trade-offs of quality against size.");
        console.say("");
        say("model", spec.model() + " (" + spec.dtype() + ")");
        say("prepare", prepare(spec.prepare()));
        say("space", space(spec.space()));
        say("objectives", spec.objectives().stream().map(Demo::objective).collect(Collectors.joining(", ")));
        say("strategy", spec.strategy().name() + ", " + spec.evaluations() + " evaluations, seed " + spec.seed());
        say("data", data + "   (journal, results, logs)");
    }

    /** Runs the search to its end, or prints it again where it has ended before. */
    void run(SearchService searches) {
        SearchStatus status = join(searches.start(id(), spec));
        if (status.state() == SearchState.PAUSED) {
            status = join(searches.resume(id()));
        }
        say("search", id() + ", " + status.spaceSize() + " sub-networks to choose from");
        console.say("");
        sayResumed(status);
        SearchStatus end = new Watch(console).follow(() -> status(searches));
        finish(
                end,
                join(searches.front(id())),
                join(searches.candidates(id())),
                join(searches.preparation(id())),
                join(searches.singleChanges(id())));
    }

    /** Nobody answers while the journal can't be written. */
    private SearchStatus status(SearchService searches) {
        try {
            return join(searches.status(id()));
        } catch (CompletionException e) {
            if (e.getCause() instanceof TimeoutException silent) {
                throw new CoordinatorBusy(String.valueOf(silent.getMessage()));
            }
            throw e;
        }
    }

    private void sayResumed(SearchStatus status) {
        int ended = status.spent();
        if (status.state() == SearchState.FINISHED) {
            console.say("finished earlier; the journal has all " + ended + " evaluations");
        } else if (ended > 0) {
            console.say("resuming: " + ended + " of " + status.evaluations() + " evaluations are in the journal");
        }
    }

    private void finish(
            SearchStatus end,
            List<FrontMember> front,
            List<CandidateRow> candidates,
            Optional<Preparation> preparation,
            Optional<SingleChanges> changes) {
        ResultFiles files = new ResultFiles(data);
        // The coordinator writes them as well, a moment later; here they have to be there before we say that they are.
        try {
            files.write(id(), spec, front, candidates, preparation.orElse(null), changes.orElse(null));
        } catch (UncheckedIOException e) {
            throw new CommandFailure(
                    Outage.message(e) + "; the search is in the journal: the same command prints and writes it again",
                    e);
        }
        console.say("");
        console.print(FrontView.text(front, candidates, end.objectives()) + Statuses.misses(end));
        console.say("");
        FrontView.full(candidates)
                .map(full -> UnseenHypervolume.of(front, full, spec.objectives()))
                .ifPresent(volume -> volume.ifPresent(
                        value -> say("hypervolume", Quantities.fixed(value, 4) + " on the unseen half")));
        preparation.ifPresent(made -> say("model", made.model() + "  (ordered, trained once; any tool loads it)"));
        say("saved", files.folder(id()) + "/  front.json, front.csv, evaluations.csv, search.json, subnets/");
        String model = preparation.map(Preparation::model).orElse(spec.model());
        smallest(front).ifPresent(member -> say("next", evaluateCommand(files, member, model)));
    }

    private Optional<FrontMember> smallest(List<FrontMember> front) {
        return front.stream().min(Comparator.comparingDouble(member -> member.metrics()
                .getOrDefault(Metrics.PARAMETERS, Double.MAX_VALUE)));
    }

    private String evaluateCommand(ResultFiles files, FrontMember member, String model) {
        String tasks = spec.tasks().stream()
                .limit(1)
                .map(task -> task.report() == null ? task.search() : task.report())
                .filter(Objects::nonNull)
                .map(file -> " --task " + Shell.quote(file))
                .collect(Collectors.joining());
        return "./llama-nas evaluate --model " + Shell.quote(model) + tasks + " --subnet "
                + Shell.quote(files.subnet(id(), member.candidate()).toString());
    }

    private static String prepare(@Nullable PrepareSpec prepare) {
        if (prepare == null) {
            return "nothing: the checkpoint as it is";
        }
        TrainSpec train = prepare.train();
        return "order neurons, heads and layers by importance"
                + (train == null
                        ? ""
                        : "; " + train.steps() + " steps of one-shot training on "
                                + (train.dataFree() ? "text that the model writes itself" : "your text"));
    }

    private static String space(SpaceSpec space) {
        List<String> parts = new ArrayList<>();
        if (!space.depth().isEmpty()) {
            parts.add("depth " + choices(space.depth()) + " (removed by " + space.depthOrder() + ")");
        }
        if (!space.keep().isEmpty()) {
            parts.add("each layer kept or dropped");
        }
        if (!space.attention().isEmpty()) {
            parts.add("attention kept or dropped per layer");
        }
        if (!space.ffn().isEmpty()) {
            parts.add("FFN width " + choices(space.ffn()) + " per layer");
        }
        return String.join(" x ", parts);
    }

    private static String choices(List<Integer> choices) {
        return choices.stream().map(String::valueOf).collect(Collectors.joining("|"));
    }

    private static String objective(Objective objective) {
        return objective.metric()
                + (objective.direction() == Direction.MINIMIZE ? " (less is better)" : " (more is better)");
    }

    private void say(String name, String value) {
        console.say(String.format(Locale.ROOT, "  %-11s %s", name, value));
    }

    private static <T> T join(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
