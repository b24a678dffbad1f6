package llamanas.workers.elastic;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;
import llamanas.protocol.RequiredComponents;

/** Reads and writes {@code llama-nas.json}; a file that somebody changed is refused with the key that is wrong. */
final class ManifestFile {
    private static final JsonMapper JSON = RequiredComponents.mapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** Each neuron of each layer is a number in it. */
    private static final long MOST = Math.min(16 * GivenFiles.SETTINGS, GivenFiles.heapShare(24));

    private ManifestFile() {}

    static byte[] write(Manifest manifest) {
        try {
            return JSON.writeValueAsBytes(manifest);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a manifest is plain data", e);
        }
    }

    static Manifest read(Path file) {
        try {
            JsonNode tree = JSON.readTree(GivenFiles.bytes(file, MOST));
            int format = tree.path("format").asInt(0);
            if (format != Manifest.FORMAT) {
                throw bad(file, "format: found " + tree.path("format") + ", this program reads " + Manifest.FORMAT);
            }
            Manifest manifest = JSON.treeToValue(tree, Manifest.class);
            check(manifest, file);
            return manifest;
        } catch (JsonMappingException e) {
            throw new InvalidInputException(message(file, key(e) + JsonFault.reason(e)), e);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(message(file, "not valid JSON: " + JsonFault.of(e)), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static void check(Manifest manifest, Path file) {
        permutation(manifest.depth().order(), manifest.layers().size(), "depth.order", file);
        for (int i = 0; i < manifest.layers().size(); i++) {
            LayerOrder layer = manifest.layers().get(i);
            permutation(layer.neurons(), layer.neurons().size(), "layers[" + i + "].neurons", file);
            permutation(layer.groups(), layer.groups().size(), "layers[" + i + "].groups", file);
            permutation(layer.heads(), layer.heads().size(), "layers[" + i + "].heads", file);
        }
    }

    private static void permutation(List<Integer> order, int count, String key, Path file) {
        List<Integer> sorted = order.stream().sorted().toList();
        if (!sorted.equals(IntStream.range(0, count).boxed().toList())) {
            throw bad(
                    file, key + ": found " + order.size() + " numbers, expected each of 0 to " + (count - 1) + " once");
        }
    }

    private static String key(JsonMappingException e) {
        String path = e.getPath().stream()
                .map(part -> part.getFieldName() == null ? "[" + part.getIndex() + "]" : part.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "" : path.replace(".[", "[") + ": ";
    }

    private static InvalidInputException bad(Path file, String what) {
        return new InvalidInputException(message(file, what));
    }

    private static String message(Path file, String what) {
        return file + ": " + what + "; expected a file as llama-nas writes it. Prepare the model again, or delete the"
                + " file to use the weights as they are";
    }
}
