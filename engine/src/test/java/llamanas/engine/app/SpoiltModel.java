package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A copy of the demo model in which one thing is wrong. */
final class SpoiltModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Path DEMO = Program.root().resolve("config/demo/model");

    private final Path folder;

    SpoiltModel(Path parent) throws IOException {
        folder = Files.createDirectory(parent.resolve("model"));
        for (String name : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            Files.copy(DEMO.resolve(name), folder.resolve(name));
        }
    }

    Path folder() {
        return folder;
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Path weights() {
        return file("model.safetensors");
    }

    SpoiltModel without(String name) throws IOException {
        Files.delete(file(name));
        return this;
    }

    SpoiltModel json(String name, Consumer<ObjectNode> change) throws IOException {
        ObjectNode object = (ObjectNode) JSON.readTree(file(name).toFile());
        change.accept(object);
        JSON.writeValue(file(name).toFile(), object);
        return this;
    }

    SpoiltModel header(Consumer<ObjectNode> change) throws IOException {
        ByteBuffer old = ByteBuffer.wrap(Files.readAllBytes(weights())).order(ByteOrder.LITTLE_ENDIAN);
        byte[] header = new byte[(int) old.getLong()];
        old.get(header);
        ObjectNode object = (ObjectNode) JSON.readTree(header);
        change.accept(object);
        byte[] changed = object.toString().getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + changed.length + old.remaining())
                .order(ByteOrder.LITTLE_ENDIAN);
        Files.write(
                weights(), bytes.putLong(changed.length).put(changed).put(old).array());
        return this;
    }

    SpoiltModel headerLength(long length) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights())).order(ByteOrder.LITTLE_ENDIAN);
        Files.write(weights(), bytes.putLong(0, length).array());
        return this;
    }

    SpoiltModel truncated(long missing) throws IOException {
        try (FileChannel channel = FileChannel.open(weights(), StandardOpenOption.WRITE)) {
            channel.truncate(channel.size() - missing);
        }
        return this;
    }

    /** Evaluates it, and checks what the user is told and that the folder is as it was. */
    void isRefused(String... parts) {
        Map<String, Long> before = files(folder);
        Path task = Program.root().resolve("config/demo/tasks/stories-search.txt");
        Commands.run("evaluate", "--model", folder, "--task", task, "--limit", 1)
                .isBadInput(parts);
        assertThat(files(folder)).isEqualTo(before);
    }

    /** Names and sizes of all files below a folder; empty where there is none. */
    static Map<String, Long> files(Path folder) {
        Map<String, Long> files = new TreeMap<>();
        if (!Files.exists(folder)) {
            return files;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(Files::isRegularFile)
                    .forEach(file -> files.put(
                            folder.relativize(file).toString(), file.toFile().length()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }
}
