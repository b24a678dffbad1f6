package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Attention;
import llamanas.protocol.space.Bits;
import llamanas.protocol.space.LayerChoice;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetworkReaderTest {
    private static final ModelShape SHAPE = new ModelShape(3, 64, 768, 4, 4, 16, 512, 128, true, false, false);

    private static final ModelShape FOUR_LAYERS = new ModelShape(4, 64, 768, 4, 4, 16, 512, 128, true, false, false);
    private static final LayerChoice WHOLE = LayerChoice.whole(SHAPE);

    @TempDir
    private Path folder;

    @Test
    void fillsInTheFullNetwork() {
        String json = "{\"layers\": [{}, {\"ffn\": 512}, {\"attention\": \"none\"}]}";
        assertThat(SubnetworkReader.parse("x", json, SHAPE))
                .isEqualTo(new Architecture(List.of(
                        WHOLE.withFfn(768),
                        WHOLE.withFfn(512),
                        WHOLE.withoutAttention().withFfn(768))));
    }

    @Test
    void readsWhatJacksonWrites() throws IOException {
        Architecture written = new Architecture(List.of(
                WHOLE.withoutAttention().withFfn(512),
                LayerChoice.REMOVED,
                WHOLE.withAttention(Attention.window(9))
                        .withKvHeads(3)
                        .withFfn(0)
                        .withBits(Bits.all(4)),
                WHOLE.withBits(Bits.all(8))));
        String json = new ObjectMapper().writeValueAsString(written);
        assertThat(json)
                .isEqualTo("{\"layers\":[{\"keep\":true,\"attention\":\"none\",\"kvHeads\":0,\"ffn\":512,\"bits\":16},"
                        + "{\"keep\":false,\"attention\":\"none\",\"kvHeads\":0,\"ffn\":0,\"bits\":16},"
                        + "{\"keep\":true,\"attention\":{\"window\":9},\"kvHeads\":3,\"ffn\":0,\"bits\":{\"attention\":4,\"ffn\":16}},"
                        + "{\"keep\":true,\"attention\":\"full\",\"kvHeads\":4,\"ffn\":768,\"bits\":8}]}");
        Path file = Files.writeString(folder.resolve("subnet.json"), json);
        assertThat(SubnetworkReader.read(file, FOUR_LAYERS)).isEqualTo(written);
        assertThat(new ObjectMapper().readValue(json, Architecture.class)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"ffn\": 769}       | layers[1].ffn: found 769, expected a width from 0 to the model's 768",
                "{\"ffn\": -1}        | layers[1].ffn: found -1, expected a width from 0 to the model's 768",
                "{\"ffn\": 5.5}       | layers[1].ffn: found 5.5, expected a width",
                "{\"ffn\": null}      | layers[1].ffn: found null, expected a width",
                "{\"ffn\": \"512\"}   | layers[1].ffn: found \"512\", expected a width",
                "{\"keep\": 1}        | layers[1].keep: found 1, expected true or false",
                "{\"attention\": \"half\"} | layers[1].attention: found \"half\", expected \"full\", \"none\" or",
                "{\"attention\": true} | layers[1].attention: found true, expected \"full\", \"none\" or",
                "{\"fnn\": 5}         | layers[1].fnn: no such key; did you mean ffn?",
                "{\"zebra\": 5}       | layers[1].zebra: no such key; known here: keep, attention, kvHeads, ffn, bits",
                "{\"ffn\": 1, \"ffn\": 2} | not valid JSON: Duplicate field 'ffn'",
                "{\"kvHeads\": 5}     | layers[1].kvHeads: found 5, expected a number of key/value heads from 0 to the model's 4",
                "{\"attention\": {\"window\": 0}} | layers[1].attention.window: found 0, expected 1 position or more",
                "{\"attention\": {\"windw\": 3}} | layers[1].attention.windw: no such key; did you mean window?",
                "{\"bits\": 5}        | layers[1].bits: found 5, expected one of [16, 8, 4]",
                "{\"bits\": {\"ffn\": 3}} | layers[1].bits.ffn: found 3, expected one of [16, 8, 4]",
                "7                    | layers[1]: found 7, expected { ... }",
                "{}, {}               | layers: found 4 layers, expected a list of 3 entries",
            })
    void refuses(String layer, String message) throws IOException {
        Path file = Files.writeString(folder.resolve("subnet.json"), "{\"layers\": [{}, " + layer + ", {}]}");
        assertThatThrownBy(() -> SubnetworkReader.read(file, SHAPE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(file + ": " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]                    | x: found [], expected {\"layers\": [ ... ]}",
                "{}                    | x: layers: found nothing, expected a list of 3 entries",
                "{\"layer\": []}       | x: layer: no such key; did you mean layers?",
                "{\"layers\": []       | x: not valid JSON: ",
                "{\"layers\": []} x    | x: not valid JSON: ",
            })
    void refusesOtherJson(String json, String message) {
        assertThatThrownBy(() -> SubnetworkReader.parse("x", json, SHAPE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> SubnetworkReader.read(folder.resolve("x.json"), SHAPE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("x.json") + ": no such file; expected a sub-network as JSON");
    }
}
