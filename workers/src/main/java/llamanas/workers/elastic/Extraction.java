package llamanas.workers.elastic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;
import llamanas.protocol.RequiredComponents;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.llama.CheckpointWriter;
import org.jspecify.annotations.Nullable;

/**
 * Where an extracted model comes from, in a file beside it.
 *
 * @param format version of this file
 * @param modelHash of the weights beside it
 * @param sourceHash of the full network
 * @param recipe {@link Recipe#ofRecovery}: equal for equal extractions from equal sources
 * @param architecture the sub-network, in terms of the full network
 * @param parameters that the sub-network needs; the files may have more, since they are padded
 * @param seed of the training
 * @param train the distillation, or null where weights are those of the full network
 * @param curve its losses
 */
public record Extraction(
        int format,
        String modelHash,
        String sourceHash,
        String recipe,
        Architecture architecture,
        long parameters,
        long seed,
        @Nullable TrainSpec train,
        List<LossPoint> curve,
        Provenance provenance) {
    /** Name of the file in a checkpoint folder. */
    public static final String FILE = CheckpointWriter.EXTRACTION;

    /** The version that this program writes and reads. */
    public static final int FORMAT = 1;

    private static final JsonMapper JSON = RequiredComponents.mapper().build();

    public Extraction {
        curve = List.copyOf(curve);
    }

    /**
     * What a folder says of itself.
     *
     * @return empty where it is no extracted model
     * @throws InvalidInputException where the file was changed by hand
     */
    public static Optional<Extraction> find(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(GivenFiles.bytes(file, GivenFiles.SETTINGS), Extraction.class));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + ": found something else than llama-nas writes (" + JsonFault.of(e)
                            + "); give another folder, or delete this one",
                    e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /** The file's content. */
    byte[] toJson() throws IOException {
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this);
    }
}
