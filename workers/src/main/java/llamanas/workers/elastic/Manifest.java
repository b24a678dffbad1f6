package llamanas.workers.elastic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.LossPoint;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.ModelShape;
import llamanas.workers.llama.CheckpointWriter;
import org.jspecify.annotations.Nullable;

/**
 * What was done to a checkpoint, in a file beside it. Other programs pass over the file; the folder is an ordinary Hugging
 * Face checkpoint.
 *
 * @param format version of this file
 * @param modelHash of the weights beside it
 * @param sourceHash of the weights that they were made from
 * @param recipe {@link Recipe#hash}: equal for equal preparations of equal sources
 * @param seed of all that is random in it
 * @param score what neurons and heads were ranked by, see {@link Importance}
 * @param layers orders of neurons and heads, by layer
 * @param depth order of the layers themselves
 * @param calibrationHash hash of the calibration tokens in use
 * @param calibrationTokens their number
 * @param train the fine-tuning, or null where there was none
 * @param curve its losses
 */
public record Manifest(
        int format,
        String modelHash,
        String sourceHash,
        String recipe,
        long seed,
        String score,
        List<LayerOrder> layers,
        LayerRanking depth,
        String calibrationHash,
        long calibrationTokens,
        Provenance provenance,
        @Nullable TrainSpec train,
        List<LossPoint> curve) {
    /** Name of the file in a checkpoint folder. */
    public static final String FILE = CheckpointWriter.MANIFEST;

    /** The version that this program writes and reads. */
    public static final int FORMAT = 1;

    public Manifest {
        layers = List.copyOf(layers);
        curve = List.copyOf(curve);
    }

    /** The manifest of a checkpoint folder, if it has one. Whether it belongs to the weights is not looked at. */
    public static Optional<Manifest> find(Path folder) {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? Optional.of(ManifestFile.read(file)) : Optional.empty();
    }

    /** The file's content. */
    public byte[] toJson() {
        return ManifestFile.write(this);
    }

    /** The same preparation, after a fine-tuning. */
    public Manifest trained(String trainedHash, TrainSpec spec, List<LossPoint> losses, Provenance by) {
        return new Manifest(
                format,
                trainedHash,
                sourceHash,
                recipe,
                seed,
                score,
                layers,
                depth,
                calibrationHash,
                calibrationTokens,
                by,
                spec,
                losses);
    }

    /**
     * @param folder of the weights, for the message
     * @param hash of the weights beside the manifest
     * @throws InvalidInputException where the manifest was made for other weights
     */
    public void checkBelongs(Path folder, String hash, ModelShape shape) {
        if (layers.size() != shape.layers()) {
            throw new InvalidInputException(folder.resolve(FILE) + ": layers: found " + layers.size()
                    + ", expected the model's " + shape.layers() + "; prepare the model again");
        }
        if (!modelHash.equals(hash)) {
            throw new InvalidInputException(folder.resolve(FILE) + ": modelHash: found " + modelHash
                    + ", but the checkpoint beside it has " + hash
                    + "; it belongs to other weights. Prepare the model again, or delete the manifest to use the"
                    + " weights as they are");
        }
    }
}
