package llamanas.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.JsonFault;
import llamanas.protocol.Utf8;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;

/**
 * A sub-network as JSON: {@code {"layers": [{"keep": true, "attention": "full", "kvHeads": 4, "ffn": 512, "bits": 16}, ...]}}
 * with one entry for each layer of the full network; what an entry leaves out is as in the full network. {@code attention} is
 * "full", "none" or {@code {"window": 128}}; {@code bits} is 16, 8 or 4, or {@code {"attention": 8, "ffn": 4}}. {@link Architecture} as Jackson writes it is
 * such a file.
 */
public final class SubnetworkReader {
    private static final String LAYERS = "layers";
    private static final List<String> KEYS = List.of("keep", "attention", "kvHeads", "ffn", "bits");
    private static final int SHOWN = 80;
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String source;
    private final ModelShape shape;

    private SubnetworkReader(String source, ModelShape shape) {
        this.source = source;
        this.shape = shape;
    }

    /**
     * Reads a file.
     *
     * @throws InvalidInputException that names file and layer
     */
    public static Architecture read(Path file, ModelShape shape) {
        return parse(file.toString(), text(file), shape);
    }

    /**
     * All of a file.
     *
     * @throws InvalidInputException where it can't be read
     */
    public static String text(Path file) {
        try {
            return Utf8.text(GivenFiles.bytes(file, GivenFiles.SETTINGS));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file; expected a sub-network as JSON", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a text.
     *
     * @param source what to call it in messages
     * @throws InvalidInputException that names source and layer
     */
    public static Architecture parse(String source, String json, ModelShape shape) {
        try {
            return new SubnetworkReader(source, shape).architecture(MAPPER.readTree(json));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(source + ": not valid JSON: " + JsonFault.of(e), e);
        }
    }

    private Architecture architecture(JsonNode root) {
        if (!root.isObject()) {
            throw bad("found " + shown(root) + ", expected {\"layers\": [ ... ]}");
        }
        checkKeys("", root, List.of(LAYERS));
        JsonNode layers = root.path(LAYERS);
        if (!layers.isArray() || layers.size() != shape.layers()) {
            String found = layers.isArray() ? layers.size() + " layers" : shown(layers);
            throw bad("layers: found " + found + ", expected a list of " + shape.layers()
                    + " entries, one for each layer of the full network");
        }
        List<LayerChoice> choices = new ArrayList<>();
        for (JsonNode layer : layers) {
            choices.add(layer("layers[" + choices.size() + "]", layer));
        }
        return new Architecture(choices);
    }

    private LayerChoice layer(String path, JsonNode layer) {
        if (!layer.isObject()) {
            throw bad(path + ": found " + shown(layer) + ", expected { ... }");
        }
        checkKeys(path + ".", layer, KEYS);
        return new LayerChoice(
                keep(path, layer),
                attention(path + ".attention", layer.path("attention")),
                upTo(shape.kvHeads(), path + ".kvHeads", layer.path("kvHeads"), "a number of key/value heads"),
                upTo(shape.ffn(), path + ".ffn", layer.path("ffn"), "a width"),
                bits(path + ".bits", layer.path("bits")));
    }

    private boolean keep(String path, JsonNode layer) {
        JsonNode found = layer.path("keep");
        if (!found.isMissingNode() && !found.isBoolean()) {
            throw bad(path + ".keep: found " + shown(found) + ", expected true or false");
        }
        return found.asBoolean(true);
    }

    private Attention attention(String path, JsonNode found) {
        if (found.isMissingNode() || found.asText().equals(Attention.FULL.label())) {
            return Attention.FULL;
        } else if (found.asText().equals(Attention.NONE.label())) {
            return Attention.NONE;
        } else if (!found.isObject()) {
            throw bad(path + ": found " + shown(found) + ", expected \"full\", \"none\" or {\"window\": positions}");
        }
        checkKeys(path + ".", found, List.of("window"));
        JsonNode window = found.path("window");
        if (!window.canConvertToInt() || !window.isIntegralNumber() || window.intValue() < 1) {
            throw bad(path + ".window: found " + shown(window) + ", expected 1 position or more");
        }
        return Attention.window(window.intValue()).within(shape.context());
    }

    /** A number of things that the model has {@code most} of; all of them where none is given. */
    private int upTo(int most, String path, JsonNode found, String what) {
        if (found.isMissingNode()) {
            return most;
        }
        boolean whole = found.isIntegralNumber() && found.canConvertToInt();
        if (!whole || found.intValue() < 0 || found.intValue() > most) {
            throw bad(path + ": found " + shown(found) + ", expected " + what + " from 0 to the model's " + most);
        }
        return found.intValue();
    }

    private Bits bits(String path, JsonNode found) {
        if (!found.isObject()) {
            return Bits.all(oneOfBits(path, found));
        }
        checkKeys(path + ".", found, List.of("attention", "ffn"));
        return new Bits(
                oneOfBits(path + ".attention", found.path("attention")), oneOfBits(path + ".ffn", found.path("ffn")));
    }

    private int oneOfBits(String path, JsonNode found) {
        if (found.isMissingNode()) {
            return Bits.LOADED;
        }
        if (!found.isInt() || !Bits.CHOICES.contains(found.intValue())) {
            throw bad(path + ": found " + shown(found) + ", expected one of " + Bits.CHOICES
                    + ", or {\"attention\": bits, \"ffn\": bits}");
        }
        return found.intValue();
    }

    private void checkKeys(String path, JsonNode object, List<String> known) {
        Iterator<String> names = object.fieldNames();
        while (names.hasNext()) {
            String name = names.next();
            if (!known.contains(name)) {
                String hint = Nearest.to(name, known)
                        .map(near -> "did you mean " + near + "?")
                        .orElse("known here: " + String.join(", ", known));
                throw bad(path + name + ": no such key; " + hint);
            }
        }
    }

    private InvalidInputException bad(String message) {
        return new InvalidInputException(source + ": " + message);
    }

    private static String shown(JsonNode node) {
        String shown = node.isMissingNode() ? "nothing" : node.toString();
        return shown.length() > SHOWN ? shown.substring(0, SHOWN) + ".." : shown;
    }
}
