package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ai.djl.Device;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.LayerSelection;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SpaceSpec;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.Reference;
import llamanas.workers.measure.CalibrationFolder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies in a folder that is allowed, and leads out of it or is no file. */
class RootedEvaluatorTest {
    @TempDir
    private Path temporary;

    private Path root;
    private Path model;
    private Path task;
    private Path outside;

    @BeforeEach
    void copyTheDemo() throws IOException {
        root = Files.createDirectory(temporary.resolve("root"));
        outside = Files.createDirectory(temporary.resolve("outside"));
        model = Files.createDirectory(root.resolve("model"));
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(Reference.demo("model").resolve(name), model.resolve(name));
        }
        Files.writeString(model.resolve("tokenizer_config.json"), "{\"bos_token\": \"<s>\"}");
        task = Files.copy(Reference.demo("tasks/stories-search.txt"), root.resolve("task.txt"));
    }

    private SearchSpec spec() {
        return new SearchSpec(
                "test",
                model.toString(),
                "float32",
                List.of(new TaskSpec("stories", task.toString(), null, 2, false)),
                new SpaceSpec(List.of(), SpaceSpec.TAIL, LayerSelection.NONE, LayerSelection.NONE, List.of(256, 768)),
                List.of(new Objective("stories.nats_per_token", Direction.MINIMIZE)),
                List.of(),
                new StrategySpec("random", 5, 0.9, 0, 100),
                10,
                1);
    }

    private void inspect(Path... roots) {
        LlamaEvaluator models =
                new LlamaEvaluator(Device.cpu(), new LlamaEvaluator.Identity("test", 1, "0"), CalibrationFolder.NONE);
        try (RootedEvaluator evaluator = new RootedEvaluator(models, List.of(roots))) {
            assertThat(evaluator.inspect(spec()).items()).containsKey("stories");
        }
    }

    private void assertRefused(String message) {
        assertTimeoutPreemptively(Duration.ofMinutes(2), () -> assertThatThrownBy(() -> inspect(root))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(message));
    }

    /** Moves a file out and puts a link in its place. */
    private Path linked(Path file) throws IOException {
        Path moved = Files.move(file, outside.resolve(file.getFileName()));
        return Files.createSymbolicLink(file, moved);
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors"})
    void filesOfAModelThatLeadOutsideAreRefused(String name) throws IOException {
        Path link = linked(model.resolve(name));
        assertRefused(link + ": its real path is " + outside.resolve(name));
    }

    @Test
    void allIsReadWhereItsFoldersAreAllowed() throws IOException {
        linked(model.resolve("model.safetensors"));
        linked(model.resolve("tokenizer.json"));
        linked(task);
        inspect(root, outside);
        inspect();
    }

    @Test
    void dataThatLeadsOutsideIsRefused() throws IOException {
        linked(task);
        assertRefused(task + ": its real path is " + outside.resolve("task.txt"));
        task = outside.resolve("task.txt");
        assertRefused("outside of the folders that this node allows");
    }

    @ParameterizedTest
    @ValueSource(strings = {"model/config.json", "model/tokenizer.json", "model/model.safetensors", "task.txt"})
    void pipesAreRefused(String name) throws IOException, InterruptedException {
        Path pipe = root.resolve(name);
        Files.delete(pipe);
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        assertRefused(pipe + ": found a pipe, socket or device, expected a regular file");
    }

    @Test
    void moreLayersThanTensorsAreRefused() throws IOException {
        Path config = model.resolve("config.json");
        String json = Files.readString(config);
        Files.writeString(
                config, json.replaceFirst("\"num_hidden_layers\": *\\d+", "\"num_hidden_layers\": 2147483647"));
        assertRefused("num_hidden_layers: found 2147483647, expected no more than the files have tensors");
    }

    @Test
    void moreRotationsThanMemoryHoldsAreRefused() throws IOException {
        Path config = model.resolve("config.json");
        String json = Files.readString(config);
        Files.writeString(
                config,
                json.replaceFirst("\"max_position_embeddings\": *\\d+", "\"max_position_embeddings\": 2147483647"));
        assertRefused("max_position_embeddings: found 2147483647");
    }

    /** What ended the whole node before. */
    @Test
    void aTokenizerWhosePatternGoesBackAndForthIsBadInput() throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        Path file = model.resolve("tokenizer.json");
        ObjectNode tokenizer = (ObjectNode) json.readTree(Files.readAllBytes(file));
        ObjectNode normalizer = tokenizer.putObject("normalizer");
        normalizer.put("type", "Replace").put("content", "x");
        normalizer.putObject("pattern").put("Regex", "(a+)+$");
        Files.write(file, json.writeValueAsBytes(tokenizer));
        inspect(root);
        Files.writeString(task, "a".repeat(40) + "!\n");
        assertRefused(file + ": the tokenizer ended its process");
    }

    /** What was measured of the old one would be taken for what the new one is. */
    @Test
    void whatHasChangedSinceItWasOpenedIsRefused() throws IOException {
        LlamaEvaluator models =
                new LlamaEvaluator(Device.cpu(), new LlamaEvaluator.Identity("test", 1, "0"), CalibrationFolder.NONE);
        try (RootedEvaluator evaluator = new RootedEvaluator(models, List.of(root))) {
            SearchSpec spec = spec();
            evaluator.inspect(spec);
            evaluator.inspect(spec);

            Files.writeString(task, "Once there was a dog.\n");
            assertThatThrownBy(() -> evaluator.inspect(spec))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(task + ": has changed since this worker opened it");
            task = Files.writeString(root.resolve("another.txt"), "Once there was a cat.\n");
            evaluator.inspect(spec());

            Path config = model.resolve("config.json");
            Files.writeString(config, Files.readString(config) + " ");
            assertThatThrownBy(() -> evaluator.inspect(spec()))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining(model + ": has changed since this worker opened it");
        }
    }

    @Test
    void noWorkGoesPastTheLook() {
        List<String> wrapped = Arrays.stream(RootedEvaluator.class.getDeclaredMethods())
                .map(RootedEvaluatorTest::signature)
                .toList();
        assertThat(Arrays.stream(Evaluator.class.getDeclaredMethods())
                        .filter(method -> !method.isSynthetic())
                        .map(RootedEvaluatorTest::signature))
                .isSubsetOf(wrapped);
    }

    private static String signature(Method method) {
        return method.getName() + Arrays.toString(method.getParameterTypes());
    }
}
