package llamanas.engine.output;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Origin;
import llamanas.protocol.search.Provenance;
import org.jspecify.annotations.Nullable;

/** Candidates as rows for programs: genes and metrics as columns, all digits. The column names are stable. */
public final class Candidates {
    private static final Pattern INDEXED = Pattern.compile("(.*)\\[(\\d+)]");
    private static final List<String> PROVENANCE =
            List.of("worker", "device", "dtype", "threads", "code_version", "model_hash", "data_hash", "millis");

    private static final String ORIGIN = "origin";

    /** Equal genes in a row that people see once, with their number. */
    private static final int SHORTEST_RUN = 3;

    private Candidates() {}

    /** The front: number, genes, metrics. Genes are looked up among the candidates. */
    public static Table front(List<FrontMember> front, List<CandidateRow> candidates) {
        Set<Integer> members = front.stream().map(FrontMember::candidate).collect(Collectors.toSet());
        Map<Integer, Map<String, String>> genes = candidates.stream()
                .filter(row -> members.contains(row.candidate()))
                .collect(Collectors.toMap(CandidateRow::candidate, CandidateRow::genes, (first, second) -> second));
        List<String> geneNames = names(candidates, CandidateRow::genes);
        List<String> metricNames = names(front, FrontMember::metrics);
        List<List<String>> rows = front.stream()
                .map(member -> concat(List.of(
                        List.of(Integer.toString(member.candidate())),
                        cells(geneNames, genes.getOrDefault(member.candidate(), Map.of())),
                        metricCells(metricNames, member.metrics()))))
                .toList();
        return new Table(concat(List.of(List.of("candidate"), geneNames, metricNames)), rows);
    }

    /** Every candidate: number, generation, state, genes, metrics, reason, provenance, and who brought it in. */
    public static Table all(List<CandidateRow> candidates) {
        return all(candidates, names(candidates, CandidateRow::genes), metricNames(candidates));
    }

    /** Names of all metrics, in the order of the columns. */
    public static List<String> metricNames(List<CandidateRow> candidates) {
        return names(candidates, CandidateRow::metrics);
    }

    /** As {@link #all(List)}, with these columns, whether a candidate has something in them or not. */
    public static Table all(List<CandidateRow> candidates, List<String> geneNames, List<String> metricNames) {
        Columns columns = new Columns(geneNames, metricNames);
        return new Table(
                columns.header(), candidates.stream().map(columns::cells).toList());
    }

    /** The CSV of {@link #all(List)}, row by row: however many there are, one is in memory at a time. */
    public static void writeAll(List<CandidateRow> candidates, Appendable out) throws IOException {
        Columns columns = new Columns(names(candidates, CandidateRow::genes), metricNames(candidates));
        out.append(Csv.line(columns.header()));
        for (CandidateRow row : candidates) {
            out.append(Csv.line(columns.cells(row)));
        }
    }

    /** The columns that differ from search to search. */
    private record Columns(List<String> genes, List<String> metrics) {
        List<String> header() {
            return concat(List.of(
                    List.of("candidate", "generation", "state"),
                    genes,
                    metrics,
                    List.of("reason"),
                    PROVENANCE,
                    List.of(ORIGIN)));
        }

        List<String> cells(CandidateRow row) {
            return concat(List.of(
                    List.of(Integer.toString(row.candidate()), Integer.toString(row.generation()), row.state()),
                    Candidates.cells(genes, row.genes()),
                    metricCells(metrics, row.metrics()),
                    List.of(row.reason() == null ? "" : row.reason()),
                    provenance(row.provenance()),
                    List.of(origin(row))));
        }
    }

    /**
     * Every candidate for people: no provenance, few digits.
     *
     * @param objectives of the search, which come first; empty where nobody knows them
     */
    public static Table brief(List<CandidateRow> candidates, List<String> objectives) {
        List<String> metrics = briefMetrics(names(candidates, CandidateRow::metrics), objectives);
        boolean steered = candidates.stream().anyMatch(row -> row.origin() != null);
        List<List<String>> rows = candidates.stream()
                .map(row -> concat(List.of(
                        List.of(
                                Integer.toString(row.candidate()),
                                Integer.toString(row.generation()),
                                row.state(),
                                genes(row.genes())),
                        metrics.stream()
                                .map(name ->
                                        Quantities.metric(name, row.metrics().getOrDefault(name, Double.NaN)))
                                .toList(),
                        List.of(row.reason() == null ? "" : row.reason()),
                        steered ? List.of(origin(row)) : List.of())))
                .toList();
        return new Table(
                concat(List.of(
                        List.of("candidate", "generation", "state", "genes"),
                        metrics,
                        List.of("reason"),
                        steered ? List.of(ORIGIN) : List.of())),
                rows);
    }

    /** Objectives, then the others; of sizes that nobody asked for, which say the same, the parameters alone, and those at need. */
    private static List<String> briefMetrics(List<String> measured, List<String> objectives) {
        boolean sized = objectives.stream().anyMatch(Metrics::isExact);
        Stream<String> others = measured.stream()
                .filter(name -> !objectives.contains(name) && !name.endsWith(Metrics.ITEMS))
                .filter(name -> !Metrics.isExact(name) || (!sized && name.equals(Metrics.PARAMETERS)));
        return Stream.concat(objectives.stream().filter(measured::contains), others)
                .toList();
    }

    /** Values alone, those of one indexed gene joined, and long runs of equal ones once: {@code depth=7 ffn=768,4x512,256}. */
    private static String genes(Map<String, String> genes) {
        Map<String, List<String>> joined = new LinkedHashMap<>();
        sorted(genes.keySet().stream()).forEach(name -> joined.computeIfAbsent(stem(name), stem -> new ArrayList<>())
                .add(genes.getOrDefault(name, "")));
        return joined.entrySet().stream()
                .map(gene -> gene.getKey() + "=" + String.join(",", runs(gene.getValue())))
                .collect(Collectors.joining(" "));
    }

    private static List<String> runs(List<String> values) {
        List<String> runs = new ArrayList<>();
        int begin = 0;
        for (int i = 1; i <= values.size(); i++) {
            if (i < values.size() && values.get(i).equals(values.get(begin))) {
                continue;
            }
            List<String> run = values.subList(begin, i);
            if (run.size() < SHORTEST_RUN) {
                runs.addAll(run);
            } else {
                runs.add(run.size() + "x" + run.get(0));
            }
            begin = i;
        }
        return runs;
    }

    /** Distinct keys in natural order: {@code ffn[2]} before {@code ffn[10]}. */
    private static <T> List<String> names(Collection<T> rows, Function<T, Map<String, ?>> map) {
        return sorted(rows.stream().flatMap(row -> map.apply(row).keySet().stream()))
                .toList();
    }

    private static Stream<String> sorted(Stream<String> names) {
        Comparator<String> natural = Comparator.comparing(Candidates::stem).thenComparing(Candidates::index);
        return names.distinct().sorted(natural);
    }

    private static String stem(String name) {
        Matcher matcher = INDEXED.matcher(name);
        return matcher.matches() ? matcher.group(1) : name;
    }

    private static int index(String name) {
        Matcher matcher = INDEXED.matcher(name);
        return matcher.matches() ? Integer.parseInt(matcher.group(2)) : -1;
    }

    private static List<String> cells(List<String> names, Map<String, String> values) {
        return names.stream().map(name -> values.getOrDefault(name, "")).toList();
    }

    private static List<String> metricCells(List<String> names, Map<String, Double> metrics) {
        return names.stream()
                .map(name -> Quantities.exact(metrics.getOrDefault(name, Double.NaN)))
                .toList();
    }

    private static String origin(CandidateRow row) {
        Origin origin = row.origin();
        return origin == null ? "" : origin.label();
    }

    private static List<String> provenance(@Nullable Provenance source) {
        return source == null
                ? PROVENANCE.stream().map(name -> "").toList()
                : List.of(
                        source.worker(),
                        source.device(),
                        source.dtype(),
                        Integer.toString(source.threads()),
                        source.codeVersion(),
                        source.modelHash(),
                        source.dataHash(),
                        Long.toString(source.millis()));
    }

    private static List<String> concat(List<List<String>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }
}
