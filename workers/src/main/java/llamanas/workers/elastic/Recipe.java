package llamanas.workers.elastic;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.TrainSpec;
import llamanas.protocol.space.Architecture;
import org.jspecify.annotations.Nullable;

/** By what a preparation that was made before is known again. */
public final class Recipe {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Recipe() {}

    /**
     * One hash over all that a preparation's result depends on: the source's weights, what is to be done, the content of the
     * data files, the space that sub-networks are drawn from, and the seed. Where the result is written to, where the
     * data lies, how often a state is saved and whether activations are kept does not count.
     *
     * @throws InvalidInputException where a data file can't be read
     */
    public static String hash(String sourceHash, PrepareSpec spec, SpaceSpec space, long seed) {
        ObjectNode recipe = JSON.createObjectNode();
        recipe.put("source", sourceHash).put("seed", seed);
        recipe.set("space", JSON.valueToTree(space));
        ObjectNode prepare = JSON.valueToTree(spec);
        prepare.remove(List.of("out", "calibration"));
        if (prepare.get("train") instanceof ObjectNode train) {
            train.remove(List.of("data", "saveMinutes", "checkpointing"));
        }
        recipe.set("prepare", prepare);
        return hash(recipe, files(spec));
    }

    /**
     * The same for the recovery of one sub-network.
     *
     * @param train null = extraction alone
     * @throws InvalidInputException where a data file can't be read
     */
    public static String ofRecovery(
            String sourceHash, Architecture architecture, @Nullable TrainSpec train, long seed) {
        ObjectNode recipe = JSON.createObjectNode();
        recipe.put("source", sourceHash);
        recipe.set("architecture", JSON.valueToTree(architecture));
        if (train == null) {
            return hash(recipe, List.of());
        }
        recipe.put("seed", seed);
        recipe.set("train", ((ObjectNode) JSON.valueToTree(train)).without("data"));
        return hash(recipe, train.data());
    }

    private static String hash(ObjectNode recipe, List<String> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(recipe.toString().getBytes(StandardCharsets.UTF_8));
            files.forEach(file -> add(digest, file));
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static List<String> files(PrepareSpec spec) {
        List<String> files = new ArrayList<>();
        if (spec.calibration() != null) {
            files.add(spec.calibration());
        }
        if (spec.train() != null) {
            files.addAll(spec.train().data());
        }
        return files;
    }

    private static void add(MessageDigest digest, String file) {
        try (InputStream in = new DigestInputStream(GivenFiles.stream(Path.of(file)), digest)) {
            long bytes = in.transferTo(OutputStream.nullOutputStream());
            digest.update(("\n" + bytes + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read (" + e.getMessage() + "); give a text file", e);
        }
    }
}
