package llamanas.engine.store;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import org.jspecify.annotations.Nullable;

/**
 * What {@code search.json} says. The hashes and the code version are those of the first measurement; null where nothing was
 * measured.
 *
 * @param instructionSets of the CPUs that measured, each once: results are the same on CPUs with the same ones
 * @param preparation how the model was prepared; null where it was searched as it is
 * @param singleChanges what each single change does, and what measuring that counts for; null where none were measured
 */
record SearchDescription(
        String id,
        SearchSpec spec,
        long seed,
        @Nullable String codeVersion,
        @Nullable String modelHash,
        @Nullable String dataHash,
        List<String> instructionSets,
        int candidates,
        long succeeded,
        @Nullable Prepared preparation,
        @Nullable Changes singleChanges) {

    /** A {@link Preparation} without its losses, which are in {@code training.csv}. */
    record Prepared(
            String model, String modelHash, String sourceHash, List<Integer> layerOrder, Provenance provenance) {
        static Prepared of(Preparation one) {
            return new Prepared(one.model(), one.modelHash(), one.sourceHash(), one.layerOrder(), one.provenance());
        }
    }

    /** {@link SingleChanges} without the genes, which {@code evaluations.json} has. */
    record Changes(
            long tokens, long allTokens, int evaluations, Provenance provenance, List<SingleChanges.Change> changes) {
        static Changes of(SingleChanges all) {
            return new Changes(all.tokens(), all.allTokens(), all.evaluations(), all.provenance(), all.changes());
        }
    }

    private static List<String> instructionSets(List<CandidateRow> rows) {
        return rows.stream()
                .map(CandidateRow::provenance)
                .filter(Objects::nonNull)
                .map(Provenance::instructionSets)
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }

    static SearchDescription of(
            String id,
            SearchSpec spec,
            List<CandidateRow> rows,
            @Nullable Preparation preparation,
            @Nullable SingleChanges changes) {
        Optional<Provenance> source = rows.stream()
                .map(CandidateRow::provenance)
                .filter(Objects::nonNull)
                .findFirst();
        return new SearchDescription(
                id,
                spec,
                spec.seed(),
                source.map(Provenance::codeVersion).orElse(null),
                source.map(Provenance::modelHash).orElse(null),
                source.map(Provenance::dataHash).orElse(null),
                instructionSets(rows),
                rows.size(),
                rows.stream().filter(row -> row.state().equals("succeeded")).count(),
                preparation == null ? null : Prepared.of(preparation),
                changes == null ? null : Changes.of(changes));
    }
}
