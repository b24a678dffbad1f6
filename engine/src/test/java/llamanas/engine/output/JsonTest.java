package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private record Numbers(double value, @Nullable Double wanted, List<Double> all, Map<String, Double> metrics) {}

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void whatIsNotFiniteIsNull(double value) {
        Map<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("a", value);
        metrics.put("b", 1e-300);
        String json = Json.write(new Numbers(value, value, List.of(1.5, value), metrics));
        assertThat(json)
                .isEqualTo(
                        "{\"value\":null,\"wanted\":null,\"all\":[1.5,null],\"metrics\":{\"a\":null,\"b\":1.0E-300}}");
        Numbers read = Json.readOurs(json, Numbers.class);
        assertThat(read.value()).isNaN();
        assertThat(read.wanted()).isNull();
        assertThat(read.metrics()).isEqualTo(Map.of("b", 1e-300));
    }

    /** Null for a number is only taken from ourselves. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"value\":null,\"all\":[],\"metrics\":{}}",
                "{\"value\":\"1\",\"all\":[],\"metrics\":{}}",
                "{\"value\":true,\"all\":[],\"metrics\":{}}"
            })
    void strangersHaveToSendANumber(String json) {
        assertThatThrownBy(() -> Json.read(json, Numbers.class))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("value");
    }

    @Test
    void whatWeLeftOutWasNeverWritten() {
        assertThatThrownBy(() -> Json.readOurs("{\"all\":[],\"metrics\":{}}", Numbers.class))
                .isInstanceOf(InvalidInputException.class);
    }
}
