package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.ModelShape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LlamaConfigTest {
    @TempDir
    private Path folder;

    private LlamaConfig read(Consumer<ObjectNode> change) throws IOException {
        Checkpoints.writeConfig(folder, change);
        return LlamaConfig.read(folder);
    }

    @Test
    void readsTheDemoModel() {
        LlamaConfig config = LlamaConfig.read(Checkpoints.DEMO);
        assertThat(config.shape()).isEqualTo(new ModelShape(8, 192, 768, 6, 6, 32, 2048, 512, true, false, false));
        assertThat(config.rope()).isEqualTo(new LlamaConfig.Rope(10_000, new LlamaConfig.Unscaled()));
        assertThat(config.dtype()).isEqualTo("bfloat16");
        assertThat(config.bosId()).hasValue(1);
        assertThat(config.eosIds()).containsExactly(2);
        assertThat(config.ignored()).isEmpty();
    }

    @Test
    void fillsInTheDefaultsOfTransformers() throws IOException {
        LlamaConfig config = read(c -> c.remove(java.util.List.of(
                "num_key_value_heads",
                "max_position_embeddings",
                "rms_norm_eps",
                "rope_theta",
                "tie_word_embeddings",
                "bos_token_id",
                "eos_token_id",
                "torch_dtype",
                "hidden_act",
                "architectures")));
        assertThat(config.shape()).isEqualTo(new ModelShape(2, 8, 12, 4, 4, 2, 16, 2048, false, false, false));
        assertThat(config.rmsNormEps()).isEqualTo(1e-6);
        assertThat(config.rope().theta()).isEqualTo(10_000);
        assertThat(config.bosId()).as("nobody says").isEmpty();
        assertThat(config.eosIds()).containsExactly(2);
        assertThat(config.dtype()).isEqualTo("float32");
    }

    @Test
    void readsWhatOthersWriteWhereThereIsNoToken() throws IOException {
        LlamaConfig config = read(c -> {
            c.putNull("bos_token_id").put("eos_token_id", -1);
            c.put("pretraining_tp", 2);
        });
        assertThat(config.bosId()).isEmpty();
        assertThat(config.eosIds()).isEmpty();
        assertThat(config.ignored()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LlamaModel", "LLaMAForCausalLM", "LlamaForCausalLM"})
    void readsAllNamesOfTheArchitecture(String name) throws IOException {
        assertThat(read(c -> c.putArray("architectures").add(name)).layers()).isEqualTo(2);
    }

    @Test
    void readsListsOfEosIdsBiasesAndHeadDim() throws IOException {
        LlamaConfig config = read(c -> {
            c.putArray("eos_token_id").add(2).add(7);
            c.put("attention_bias", true).put("mlp_bias", true).put("head_dim", 6);
        });
        assertThat(config.eosIds()).containsExactly(2, 7);
        assertThat(config.shape()).isEqualTo(new ModelShape(2, 8, 12, 4, 2, 6, 16, 32, true, true, true));
    }

    /** Llama-3.1's (theta 500000, head_dim 128): short waves stay, long ones are stretched 8 times, the middle blends. */
    @Test
    void scalesFrequenciesAsLlama3() throws IOException {
        LlamaConfig.Rope expected = new LlamaConfig.Rope(500_000, new LlamaConfig.Llama3(8, 1, 4, 8192));
        String scaling =
                """
                {"factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                 "original_max_position_embeddings": 8192, "rope_type": "llama3"}""";
        assertThat(read(c -> c.put("rope_theta", 500000.0).set("rope_scaling", Checkpoints.json(scaling)))
                        .rope())
                .isEqualTo(expected);
        assertThat(read(c -> {
                            c.remove("rope_theta");
                            c.set(
                                    "rope_parameters",
                                    ((ObjectNode) Checkpoints.json(scaling)).put("rope_theta", 500000));
                        })
                        .rope())
                .isEqualTo(expected);
        double[] frequencies = expected.inverseFrequencies(128);
        assertThat(frequencies).hasSize(64);
        assertThat(frequencies[0]).isEqualTo(1.0);
        assertThat(frequencies[20]).isCloseTo(Math.pow(500_000, -40 / 128.0), within(1e-15));
        assertThat(frequencies[63]).isCloseTo(Math.pow(500_000, -126 / 128.0) / 8, within(1e-15));
        double middle = Math.pow(500_000, -60 / 128.0);
        double share = (8192 / (2 * Math.PI / middle) - 1) / 3;
        assertThat(share).isBetween(0.1, 0.9);
        assertThat(frequencies[30]).isCloseTo((1 - share) * middle / 8 + share * middle, within(1e-15));
    }

    @Test
    void scalesFrequenciesLinearly() throws IOException {
        LlamaConfig config =
                read(c -> c.set("rope_scaling", Checkpoints.json("{\"type\": \"linear\", \"factor\": 4}")));
        assertThat(config.inverseFrequencies()).containsExactly(0.25);
    }

    @Test
    void listsWhatItDoesNotKnow() throws IOException {
        assertThat(read(c -> c.put("zebra", 1).put("use_cache", true).put("neftune", 2))
                        .ignored())
                .containsExactly("neftune", "zebra");
    }

    @Test
    void acceptsUnsupportedFeaturesThatAreOff() throws IOException {
        LlamaConfig config = read(c -> {
            c.putNull("sliding_window").putNull("rope_scaling").putNull("quantization_config");
            c.put("pretraining_tp", 1).put("partial_rotary_factor", 1.0).put("use_qk_norm", false);
            c.putArray("layer_types").add("full_attention").add("full_attention");
        });
        assertThat(config.ignored()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hidden_act            | \"gelu\"                | expected \"silu\"",
                "model_type            | \"mistral\"             | expected \"llama\"",
                "architectures         | [\"DeciLMForCausalLM\"] | expected [\"LlamaForCausalLM\"]",
                "partial_rotary_factor | 0.5                     | expected 1",
                "sliding_window        | 4096                    | expected none",
                "quantization_config   | {\"bits\": 4}           | expected none",
                "layer_types           | [\"linear_attention\"]  | expected \"full_attention\" for every layer",
                "auto_map              | {\"A\": \"b.py\"}       | expected none, since code of a checkpoint is not run",
                "rope_scaling          | {\"type\":\"dynamic\",\"factor\":2} | rope_scaling.type: found dynamic, expected one of the",
                "rope_scaling          | {\"rope_type\":\"longrope\"} | rope_scaling.rope_type: found longrope",
                "rope_scaling          | {\"rope_type\":\"yarn\",\"beta_fast\":32} | rope_scaling.beta_fast: found 32, expected no such key",
                "rope_scaling          | {\"factor\": 2}         | rope_scaling.rope_type: found unnamed",
                "rope_scaling          | {\"rope_type\":\"linear\"} | rope_scaling.factor: found nothing, expected a value",
                "rope_scaling          | 2                       | expected an object",
                "rope_parameters       | {\"rope_theta\": 5}     | found 5.0, expected the same as rope_theta = 10000.0",
                "dtype                 | \"float8_e4m3fn\"       | expected float32, float16 or bfloat16",
                "hidden_size           | 8.5                     | expected a whole number above 0",
                "hidden_size           | 10                      | num_attention_heads: found 4, expected a divisor of hidden_size = 10",
                "num_hidden_layers     | 0                       | expected a whole number above 0",
                "num_key_value_heads   | 3                       | expected a divisor of num_attention_heads = 4",
                "head_dim              | 3                       | expected an even number",
                "rms_norm_eps          | -1                      | expected a number above 0",
                "tie_word_embeddings   | 1                       | expected true or false",
                "bos_token_id          | 16                      | expected an id from 0 to vocab_size - 1 = 15",
                "eos_token_id          | [2, -2]                 | found -2, expected an id from 0",
            })
    void refusesByName(String key, String value, String message) {
        assertThatThrownBy(() -> read(c -> c.set(key, Checkpoints.json(value))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("config.json") + ": ")
                .hasMessageContaining(key.equals("hidden_size") ? "found" : key)
                .hasMessageContaining(message);
    }

    @Test
    void refusesAMissingKey() {
        assertThatThrownBy(() -> read(c -> c.remove("vocab_size")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(folder.resolve("config.json") + ": vocab_size: found nothing, expected a value");
        assertThatThrownBy(() -> read(c -> c.remove("model_type")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageEndingWith("model_type: found nothing, expected \"llama\"");
    }

    @Test
    void refusesAMissingFile() {
        assertThatThrownBy(() -> LlamaConfig.read(folder.resolve("nowhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(
                        folder.resolve("nowhere/config.json") + ": no such file; expected the config of a Hugging Face"
                                + " checkpoint there. Check the path of the model folder");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\": 1, \"a\": 2} | not valid JSON: Duplicate field 'a' (line 1, column 13)",
                "{\"a\": 1} x         | not valid JSON: line 1, column 11",
                "[1]                  | found no JSON object, expected { ... }",
                "{\"a\":              | not valid JSON: Unexpected end-of-input",
            })
    void refusesWhatIsNotAJsonObject(String text, String message) throws IOException {
        Files.writeString(folder.resolve("config.json"), text);
        assertThatThrownBy(() -> LlamaConfig.read(folder))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message);
    }
}
