package llamanas.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import llamanas.config.SubnetworkReader;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spoilt files of sub-networks. */
class SubnetworkFuzzTest {
    private static final ModelShape SHAPE = new ModelShape(3, 64, 768, 4, 4, 16, 512, 128, true, false, false);
    private static final String RIGHT =
            """
            {"layers": [{"keep": true, "attention": "full", "kvHeads": 4, "ffn": 512, "bits": 16},
              {"keep": false}, {"attention": {"window": 8}, "bits": {"attention": 8, "ffn": 4}}]}""";

    @TempDir
    private Path folder;

    private static byte[] spoilt(Random random) {
        return Fuzz.json(RIGHT, random);
    }

    private Path written(byte[] input) throws IOException {
        return Files.write(folder.resolve("subnet.json"), input);
    }

    @Test
    void subnetworks() {
        Fuzz.each(Fuzz.INPUTS, SubnetworkFuzzTest::spoilt, input -> assertThat(
                        SubnetworkReader.read(written(input), SHAPE).layers())
                .hasSize(3));
    }

    @Test
    void findsAFaultInAReaderOfSubnetworks() {
        JsonMapper json = JsonMapper.builder().build();
        assertThatThrownBy(() -> Fuzz.each(Fuzz.INPUTS, SubnetworkFuzzTest::spoilt, input -> {
                    assertThat(json.readTree(SubnetworkReader.text(written(input)))
                                    .get("layers")
                                    .get(2)
                                    .get("attention")
                                    .isObject())
                            .isTrue();
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("at seed");
    }
}
