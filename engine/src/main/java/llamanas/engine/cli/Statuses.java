package llamanas.engine.cli;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.engine.output.Printable;
import llamanas.engine.output.Quantities;
import llamanas.engine.output.Table;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.FidelityStatus;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChangesStatus;
import org.jspecify.annotations.Nullable;

/** Searches and workers as tables, for people and for programs. */
public final class Statuses {
    private static final List<String> PREPARING = List.of(
            "preparing.worker",
            "preparing.stage",
            "preparing.done",
            "preparing.total",
            "preparing.loss",
            "preparing.elapsedMillis",
            "preparing.etaMillis");

    private static final List<String> STEERING = List.of("recalled", "reference");

    private static final List<String> BEST = List.of("best.candidate", "best.sum", "best.full");

    private static final List<String> ASKED = List.of("objectives", "misses");

    private Statuses() {}

    /** One line a search. */
    static Table overview(List<SearchStatus> searches) {
        return new Table(
                List.of(
                        "search",
                        "state",
                        "evaluations",
                        "failed",
                        "running",
                        "front",
                        "hypervolume",
                        "elapsed",
                        "ETA"),
                searches.stream().map(Statuses::overviewRow).toList());
    }

    /** As {@link #overview}, or a hint where there are none. */
    static String overviewText(List<SearchStatus> searches) {
        return searches.isEmpty()
                ? "no searches yet; './llama-nas search start SPEC.conf' starts one\n"
                : overview(searches).toText();
    }

    /** As {@link #workers}, or a hint where there are none. */
    static String workersText(List<WorkerRow> workers) {
        return workers.isEmpty()
                ? "no worker has joined; './llama-nas node --role worker --join HOST:PORT' starts one\n"
                : workers(workers).toText();
    }

    private static List<String> overviewRow(SearchStatus s) {
        return List.of(
                s.id(),
                stateAndStage(s),
                s.spent() + "/" + s.evaluations(),
                Integer.toString(s.failed()),
                Integer.toString(s.running()),
                Integer.toString(s.frontSize()),
                Quantities.fixed(s.hypervolume(), 4),
                Quantities.duration(s.elapsedMillis()),
                Quantities.duration(eta(s)));
    }

    /** All fields, all digits, under the names of the JSON. */
    static Table exact(List<SearchStatus> searches) {
        List<String> header = List.of(
                "id",
                "name",
                "state",
                "generation",
                "evaluations",
                "done",
                "failed",
                "running",
                "frontSize",
                "hypervolume",
                "elapsedMillis",
                "etaMillis",
                "spaceSize",
                "message");
        return new Table(
                Stream.of(header, PREPARING, STEERING, BEST, ASKED)
                        .flatMap(List::stream)
                        .toList(),
                searches.stream().map(Statuses::exactRow).toList());
    }

    private static List<String> exactRow(SearchStatus s) {
        return Stream.of(
                        plainRow(s),
                        preparingRow(s.preparing()),
                        List.of(Integer.toString(s.recalled()), reference(s)),
                        bestRow(s.best()),
                        List.of(
                                String.join(", ", s.objectives()),
                                s.misses().stream().map(Statuses::miss).collect(Collectors.joining("; "))))
                .flatMap(List::stream)
                .toList();
    }

    private static List<String> preparingRow(@Nullable PreparationStatus p) {
        return p == null
                ? Collections.nCopies(PREPARING.size(), "")
                : List.of(
                        p.worker(),
                        p.stage(),
                        Long.toString(p.done()),
                        Long.toString(p.total()),
                        Quantities.exact(p.loss()),
                        Long.toString(p.elapsedMillis()),
                        Long.toString(p.etaMillis()));
    }

    private static List<String> bestRow(SearchStatus.@Nullable Best best) {
        return best == null
                ? Collections.nCopies(BEST.size(), "")
                : List.of(
                        Integer.toString(best.candidate()),
                        Quantities.exact(best.sum()),
                        Quantities.exact(best.full()));
    }

    private static List<String> plainRow(SearchStatus s) {
        return List.of(
                s.id(),
                s.name(),
                s.state().name(),
                Integer.toString(s.generation()),
                Integer.toString(s.evaluations()),
                Integer.toString(s.done()),
                Integer.toString(s.failed()),
                Integer.toString(s.running()),
                Integer.toString(s.frontSize()),
                Quantities.exact(s.hypervolume()),
                Long.toString(s.elapsedMillis()),
                Long.toString(s.etaMillis()),
                s.spaceSize(),
                s.message() == null ? "" : s.message());
    }

    /** One search, a line a property. */
    static String details(SearchStatus s) {
        StringBuilder text = new StringBuilder();
        line(text, "search", s.id() + (s.name().equals(s.id()) ? "" : " (" + s.name() + ")"));
        line(text, "state", state(s));
        Stream.ofNullable(s.arithmetic()).forEach(dtype -> line(text, "dtype", dtype));
        Stream.ofNullable(s.preparing()).forEach(now -> line(text, "preparing", Preparations.progress(now)));
        line(
                text,
                "evaluations",
                s.spent() + " of " + s.evaluations() + ", " + s.failed() + " failed, " + s.running()
                        + " running, generation " + s.generation());
        Stream.ofNullable(s.singleChanges()).forEach(now -> line(text, "changes", singleChanges(now)));
        Stream.ofNullable(s.fidelity()).forEach(now -> line(text, "data", fidelity(now)));
        if (s.recalled() > 0) {
            line(text, "archive", s.recalled() + " candidates, measured by earlier searches");
        }
        line(text, "front", s.frontSize() + " members, hypervolume " + Quantities.fixed(s.hypervolume(), 4));
        Stream.ofNullable(s.best()).forEach(best -> line(text, "best", best(best)));
        if (!s.reference().isEmpty()) {
            line(text, "reference", reference(s));
        }
        s.misses().forEach(miss -> line(text, "outside", miss(miss)));
        line(text, "space", s.spaceSize() + " sub-networks");
        line(text, "elapsed", Quantities.duration(s.elapsedMillis()));
        if (!s.state().isFinal()) {
            line(text, "ETA", Quantities.duration(eta(s)) + (s.preparing() == null ? "" : " to the end of this stage"));
        }
        Stream.ofNullable(s.message()).forEach(message -> line(text, "message", message));
        return text.toString();
    }

    private static String best(SearchStatus.Best best) {
        return "candidate " + best.candidate() + ", weighted sum " + Quantities.fixed(best.sum(), 4)
                + " (the full network " + Quantities.fixed(best.full(), 4) + ")";
    }

    /** For example {@code 120 single changes measured on 342 tokens, counted as 15 evaluations}. */
    private static String singleChanges(SingleChangesStatus now) {
        return now.changes() == 0
                ? "no single changes measured: they would have cost more than a third of the budget"
                : now.changes() + " single changes measured on " + now.tokens() + " tokens, counted as "
                        + now.evaluations() + " evaluations";
    }

    /** A line for each kind of bounds that nothing measured is inside of; nothing where there is none. */
    public static String misses(SearchStatus s) {
        return s.misses().stream().map(miss -> miss(miss) + "\n").collect(Collectors.joining());
    }

    /** For example {@code no candidate holds the constraints: candidate 12 came closest, its wiki.kl is 1.3, where at most 1.1 is allowed}. */
    private static String miss(SearchStatus.Miss miss) {
        boolean interest = miss.bounds().equals(SearchStatus.Miss.INTEREST);
        Double maximum = miss.bound().maximum();
        boolean above = maximum != null && miss.value() > maximum;
        Double bound = above ? maximum : miss.bound().minimum();
        return "no candidate " + (interest ? "is inside of the interest" : "holds the constraints") + ": candidate "
                + miss.candidate() + " came closest, with " + miss.bound().metric() + " = "
                + Quantities.rounded(miss.value())
                + (bound == null
                        ? ""
                        : " where " + (above ? "at most " : "at least ") + Quantities.exact(bound)
                                + (interest ? " is of interest" : " is allowed"));
    }

    private static String reference(SearchStatus s) {
        return s.reference().entrySet().stream()
                .map(end -> end.getKey() + "=" + Quantities.exact(end.getValue()))
                .collect(Collectors.joining(", "));
    }

    /** For example {@code 29.5 evaluations spent, 40 dropped and 7 set aside on a part of the data, 123,456 tokens read, 234,567 saved}. */
    private static String fidelity(FidelityStatus now) {
        return String.format(
                Locale.ROOT,
                "%.1f evaluations spent, %d dropped and %d set aside on a part of the data, %,d tokens read, %,d saved",
                now.spent(),
                now.dropped(),
                now.aside(),
                now.tokens(),
                now.savedTokens());
    }

    static Table workers(List<WorkerRow> workers) {
        return new Table(
                List.of("worker", "device", "slots", "running", "address"),
                workers.stream()
                        .map(w -> List.of(
                                w.name(),
                                w.device(),
                                Integer.toString(w.slots()),
                                Integer.toString(w.running()),
                                w.address()))
                        .toList());
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(String.format(Locale.ROOT, "%-12s %s%n", name, Printable.line(value)));
    }

    /** While a model is prepared, the end of that stage is all that can be estimated. */
    private static long eta(SearchStatus s) {
        PreparationStatus preparing = s.preparing();
        return s.state().isFinal() ? -1 : preparing == null ? s.etaMillis() : preparing.etaMillis();
    }

    private static String stateAndStage(SearchStatus s) {
        PreparationStatus preparing = s.preparing();
        return preparing == null ? state(s) : state(s) + ": " + Preparations.brief(preparing);
    }

    private static String state(SearchStatus status) {
        return status.state().name().toLowerCase(Locale.ROOT);
    }
}
