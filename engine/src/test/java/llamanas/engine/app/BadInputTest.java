package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, sub-networks, settings and arguments that can't be right: one message, exit code 2. */
class BadInputTest {
    private static final Path MODEL = Program.root().resolve("config/demo/model");
    private static final Path TASK = Program.root().resolve("config/demo/tasks/stories-search.txt");

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static Commands.Result evaluate(Object... more) {
        return Commands.run(Stream.concat(Stream.of("evaluate", "--model", MODEL), Stream.of(more))
                .toArray());
    }

    @Test
    void taskFileThatDoesNotExist() {
        Path nowhere = folder.resolve("nowhere.txt");
        evaluate("--task", nowhere).isBadInput(nowhere.toString(), "does not exist");
    }

    @Test
    void taskFileThatIsAFolder() {
        evaluate("--task", folder).isBadInput(folder.toString());
    }

    @Test
    void emptyTaskFile() throws IOException {
        Path text = file("empty.txt", "\n  \n");
        evaluate("--task", text).isBadInput(text.toString(), "has no documents");
        Path questions = file("empty.jsonl", "");
        evaluate("--task", questions).isBadInput(questions.toString(), "has no records");
    }

    @Test
    void goldIndexOutOfRange() throws IOException {
        Path questions = file(
                "gold.jsonl",
                """
                {"query": "Once", "choices": [" upon", " under"], "gold": 1}
                {"query": "Once", "choices": [" upon", " under"], "gold": 2}
                """);
        evaluate("--task", questions).isBadInput(questions + ":2", "gold", "0 to 1", "found 2");
    }

    @Test
    void textThatIsNotUtf8() throws IOException {
        Path text = Files.write(folder.resolve("latin.txt"), new byte[] {'c', 'a', 'f', (byte) 0xe9, '\n'});
        evaluate("--task", text).isBadInput(text.toString(), "UTF-8");
    }

    @Test
    void widthAboveTheModels() throws IOException {
        Path subnet = file("wide.json", "{\"layers\": [{}, {}, {}, {\"ffn\": 4096}, {}, {}, {}, {}]}");
        evaluate("--task", TASK, "--subnet", subnet).isBadInput(subnet.toString(), "ffn", "4096", "768");
    }

    @Test
    void subnetOfAnotherDepth() throws IOException {
        Path subnet = file("short.json", "{\"layers\": [{}, {}]}");
        evaluate("--task", TASK, "--subnet", subnet).isBadInput(subnet.toString(), "layers", "2", "8");
    }

    @Test
    void subnetThatIsNoJson() throws IOException {
        Path subnet = file("broken.json", "{\"layers\": [");
        evaluate("--task", TASK, "--subnet", subnet).isBadInput(subnet.toString());
    }

    @Test
    void unknownDtypeOrDevice() {
        evaluate("--task", TASK, "--dtype", "int3").isBadInput("int3", "float32", "bfloat16");
        evaluate("--task", TASK, "--device", "tpu").isBadInput("tpu", "cpu");
    }

    @Test
    void negativeLimit() {
        evaluate("--task", TASK, "--limit", "-1").isBadInput("--limit -1");
    }

    @Test
    void misspeltSettingLeavesNoDataFolder() throws IOException {
        Path settings = file("settings.conf", "http { prot = 8080 }");
        Path data = folder.resolve("data");
        Commands.run("node", "--role=all", "--config", settings, "--data", data)
                .isBadInput(settings.toString(), "http.prot", "port");
        assertThat(data).doesNotExist();
    }

    @Test
    void settingsFileThatDoesNotExist() {
        Path nowhere = folder.resolve("nowhere.conf");
        Commands.run("node", "--role=all", "--config", nowhere).isBadInput(nowhere.toString());
    }
}
