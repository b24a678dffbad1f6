package llamanas.engine.store;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import llamanas.engine.output.Candidates;
import llamanas.engine.output.Curves;
import llamanas.engine.output.Json;
import llamanas.engine.output.Predictions;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SingleChanges;
import org.jspecify.annotations.Nullable;

/**
 * The results of a search as files that explain themselves, in {@code <data>/searches/<id>/}:
 *
 * <ul>
 *   <li>{@code front.json}, {@code front.csv}: the Pareto front
 *   <li>{@code evaluations.csv}: every candidate with genes, metrics, state and provenance
 *   <li>{@code predictor.csv}: how well each generation was predicted, where the strategy predicts
 *   <li>{@code evaluations.json}: the space that its genes belong to; with it, the table is a stand-in for the model
 *   <li>{@code search.json}: the spec, what code, model and data the figures come from, how the model was prepared, and what
 *       single changes of it do, where that was measured
 *   <li>{@code training.csv}: the losses of the training, where the preparation had one
 *   <li>{@code subnets/candidate-<k>.json}: each member's sub-network alone, as {@code evaluate --subnet} takes it
 * </ul>
 *
 * Each file appears whole or not at all: it is written beside its place, forced to the disk and moved. Stateless but for
 * the folder, so safe for use by several threads; of two that write one search at once, one wins for each file.
 */
public final class ResultFiles {
    /** Temporary files are made for the owner alone. */
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private final Path searches;

    /**
     * Nothing is created before {@link #write}.
     *
     * @param data the data folder of the node
     */
    public ResultFiles(Path data) {
        this.searches = data.resolve("searches");
    }

    /** Where the results of a search are. */
    public Path folder(String id) {
        return searches.resolve(SearchRequest.checkId(id));
    }

    /** As {@link #write(String, SearchSpec, List, List, Preparation, SingleChanges)}, where nothing was done before the evaluations. */
    public void write(String id, SearchSpec spec, List<FrontMember> front, List<CandidateRow> candidates) {
        write(id, spec, front, candidates, null, null);
    }

    /**
     * Writes all files of a search; those of an earlier call are replaced.
     *
     * @param preparation of the model; null where it was searched as it is
     * @param changes that were measured first; null where none were
     * @throws UncheckedIOException where the disk does not take them
     */
    public void write(
            String id,
            SearchSpec spec,
            List<FrontMember> front,
            List<CandidateRow> candidates,
            @Nullable Preparation preparation,
            @Nullable SingleChanges changes) {
        Path folder = folder(id);
        try {
            Files.createDirectories(folder.resolve("subnets"));
            for (FrontMember member : front) {
                replace(subnet(id, member.candidate()), Json.write(member.architecture()) + "\n");
            }
            replace(folder.resolve("front.json"), Json.writeLines(front));
            replace(
                    folder.resolve("front.csv"),
                    Candidates.front(front, candidates).toCsv());
            replace(folder.resolve("evaluations.csv"), out -> Candidates.writeAll(candidates, out));
            if (preparation != null && !preparation.curve().isEmpty()) {
                replace(
                        folder.resolve("training.csv"),
                        Curves.of(preparation.curve()).toCsv());
            }
            replace(
                    folder.resolve("search.json"),
                    Json.writePretty(SearchDescription.of(id, spec, candidates, preparation, changes)));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the results of search '" + id + "' into " + folder, e);
        }
    }

    /**
     * Writes down what the genes of a search's candidates belong to.
     *
     * @param inspection of the model that the candidates are cut from
     * @throws UncheckedIOException where the disk does not take it
     */
    public void writeSpace(String id, Inspection inspection) {
        Path folder = folder(id);
        try {
            Files.createDirectories(folder);
            replace(folder.resolve("evaluations.json"), Json.writePretty(inspection));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the results of search '" + id + "' into " + folder, e);
        }
    }

    /**
     * Writes {@code predictor.csv}; nothing where there are no rows.
     *
     * @throws UncheckedIOException where the disk does not take it
     */
    public void writePredictions(String id, List<PredictionRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        Path folder = folder(id);
        try {
            Files.createDirectories(folder);
            replace(folder.resolve("predictor.csv"), Predictions.all(rows).toCsv());
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the results of search '" + id + "' into " + folder, e);
        }
    }

    /**
     * Writes a front beside that of a search; one of that name is replaced.
     *
     * @throws UncheckedIOException where the disk does not take it
     */
    public static void writeFront(Path file, List<FrontMember> front) {
        try {
            replace(file, Json.writeLines(front));
        } catch (IOException e) {
            throw new UncheckedIOException("can't write " + file, e);
        }
    }

    /** Where the sub-network of a member of the front is. */
    public Path subnet(String id, int candidate) {
        return folder(id).resolve("subnets").resolve("candidate-" + candidate + ".json");
    }

    private static void replace(Path target, String text) throws IOException {
        replace(target, out -> out.append(text));
    }

    private static void replace(Path target, Content content) throws IOException {
        Path temporary = Files.createTempFile(target.getParent(), "." + target.getFileName(), ".tmp");
        try {
            writeThrough(temporary, content);
            Files.setPosixFilePermissions(temporary, READABLE);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeThrough(Path file, Content content) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                Writer writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8))) {
            content.writeTo(writer);
            writer.flush();
            channel.force(true);
        }
    }

    @FunctionalInterface
    private interface Content {
        void writeTo(Appendable out) throws IOException;
    }
}
