package llamanas.engine.output;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Metrics;

/**
 * What a person would have tried first - all layers at one choice of one or two dimensions, the rest as in the full network - and what
 * the search found that is better.
 */
final class ObviousRows {
    /** Dimensions that are changed together at most. */
    private static final int MOST_CHANGES = 2;

    private final List<FrontMember> front;
    private final List<CandidateRow> candidates;
    private final List<String> objectives;

    ObviousRows(List<FrontMember> front, List<CandidateRow> candidates, List<String> objectives) {
        this.front = front;
        this.candidates = candidates;
        this.objectives = objectives;
    }

    /** A line for each that is measured; nothing where none is. O(candidates genes + obvious front). */
    String text() {
        Optional<Map<String, Set<String>>> full = candidates.stream()
                .filter(row -> row.candidate() == 0)
                .findFirst()
                .map(ObviousRows::choices);
        StringBuilder text = new StringBuilder();
        for (CandidateRow row : candidates) {
            full.flatMap(genes -> name(genes, choices(row)))
                    .filter(name -> row.state().equals("succeeded"))
                    .ifPresent(name -> text.append(line(row, name)));
        }
        return text.isEmpty() ? "" : "what is obvious, and what is better:\n" + text;
    }

    /** By the name of a dimension, the choices that its genes have. */
    private static Map<String, Set<String>> choices(CandidateRow row) {
        Map<String, Set<String>> choices = new LinkedHashMap<>();
        row.genes().forEach((gene, choice) -> choices.computeIfAbsent(
                        gene.replaceFirst("\\[.*", ""), family -> new TreeSet<>())
                .add(choice));
        return choices;
    }

    /** For example {@code bits 8, ffn 1280}; empty for what is not uniform, or is the full network. */
    private static Optional<String> name(Map<String, Set<String>> full, Map<String, Set<String>> choices) {
        List<String> changes = new ArrayList<>();
        for (Map.Entry<String, Set<String>> dimension : choices.entrySet()) {
            if (!dimension.getValue().equals(full.get(dimension.getKey()))) {
                changes.add(dimension.getKey() + " " + String.join("|", dimension.getValue()));
            }
        }
        boolean uniform = choices.values().stream().allMatch(labels -> labels.size() == 1);
        return uniform && !changes.isEmpty() && changes.size() <= MOST_CHANGES
                ? Optional.of(String.join(", ", changes))
                : Optional.empty();
    }

    private String line(CandidateRow row, String name) {
        String verdict = front.stream().anyMatch(member -> member.candidate() == row.candidate())
                ? "on the front"
                : front.stream()
                        .filter(member -> isBetter(member.metrics(), row.metrics()))
                        .findFirst()
                        .map(member -> "beaten by candidate " + member.candidate())
                        .orElse("outside of the bounds");
        return "  " + name + " (candidate " + row.candidate() + "): " + verdict + "\n";
    }

    /** Nowhere worse. */
    private boolean isBetter(Map<String, Double> member, Map<String, Double> row) {
        return objectives.stream().allMatch(metric -> {
            Direction direction = Metrics.direction(metric).orElse(Direction.MINIMIZE);
            return direction.cost(member.getOrDefault(metric, Double.NaN))
                    <= direction.cost(row.getOrDefault(metric, Double.NaN));
        });
    }
}
