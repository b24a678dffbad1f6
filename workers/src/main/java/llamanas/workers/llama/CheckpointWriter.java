package llamanas.workers.llama;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import llamanas.protocol.GivenFiles;

/**
 * Writes a Hugging Face folder all at once or not at all: into a temporary folder beside it, which is moved to its place
 * when everything is on the disk. Weights come tensor by tensor, so that no more than one has to be in memory.
 */
public final class CheckpointWriter {
    /** A manifest says what was done to the weights beside it; it does not go along with other weights. */
    public static final String MANIFEST = "llama-nas.json";

    /** Says where an extracted model comes from; true of that folder alone. */
    public static final String EXTRACTION = "llama-nas-extracted.json";

    /** What of an extracted model is no padding; true of that folder alone. */
    public static final String SUBNETWORK = "subnet.json";

    /** What goes along: what programs read beside the weights, and the terms that the weights are under. Nothing else does. */
    private static final Set<String> COMPANIONS = Set.of(
            LlamaConfig.FILE,
            "generation_config.json",
            Tokenizer.FILE,
            SequenceStart.FILE,
            "tokenizer.model",
            "special_tokens_map.json",
            "added_tokens.json",
            "vocab.json",
            "vocab.txt",
            "merges.txt",
            "chat_template.jinja",
            "chat_template.json",
            "README.md",
            "LICENSE",
            "LICENSE.md",
            "LICENSE.txt",
            "NOTICE",
            "NOTICE.txt",
            "USE_POLICY.md");

    private static final long COMPANION_BYTES = 1L << 30;
    private static final long SHARD_BYTES = 5_000_000_000L;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path out;
    private final int shards;

    private CheckpointWriter(Path out, int shards) {
        this.out = out;
        this.shards = shards;
    }

    /** Where the bytes of a tensor come from. */
    @FunctionalInterface
    public interface Fill {
        /** Writes exactly {@link TensorEntry#bytes} bytes, row-major and little-endian. */
        void write(TensorEntry tensor, WritableByteChannel out) throws IOException;
    }

    /** What else belongs into the folder. */
    @FunctionalInterface
    public interface Extra {
        Extra NONE = temporary -> Map.of();

        /**
         * Called when the weights and the copied files are there. What it throws removes the folder.
         *
         * @param temporary the folder as it is so far
         * @return further files by name; they replace copied ones
         */
        Map<String, byte[]> files(Path temporary) throws IOException;
    }

    /**
     * @param out the folder to come; may exist if it is empty
     * @throws llamanas.protocol.InvalidInputException where something is there already
     */
    public static CheckpointWriter into(Path out) {
        WriteFailure.refuseOccupied(out);
        return new CheckpointWriter(out.toAbsolutePath().normalize(), 0);
    }

    /** Writes that many files instead of one for about every 5 GB. */
    CheckpointWriter shards(int count) {
        return new CheckpointWriter(out, count);
    }

    /** The files of a checkpoint folder that go along with other weights, by their names. */
    public static List<Path> companions(Path folder) {
        return COMPANIONS.stream()
                .map(folder::resolve)
                .filter(Files::exists)
                .sorted()
                .toList();
    }

    /**
     * @param copies files that go into the folder as they are, see {@link #companions}
     * @param tensors in the order of the file; those of wider dtypes go first, so that all of them are aligned
     * @throws llamanas.protocol.InvalidInputException where the disk is full or the folder can't be written; nothing is left
     * @throws java.io.UncheckedIOException where reading or writing fails otherwise; nothing is left
     */
    public void write(List<Path> copies, List<TensorEntry> tensors, Fill fill, Extra extra) {
        long bytes = tensors.stream().mapToLong(TensorEntry::bytes).sum();
        WriteFailure.refuseWithoutSpace(out, bytes);
        try (PartialFolder partial = PartialFolder.beside(out)) {
            Path folder = partial.path();
            for (Path file : copies) {
                Path copy = folder.resolve(file.getFileName().toString());
                try (InputStream in = GivenFiles.stream(file, COMPANION_BYTES)) {
                    Files.copy(in, copy);
                }
                force(copy);
            }
            writeWeights(folder, tensors, bytes, fill);
            for (Map.Entry<String, byte[]> file : extra.files(folder).entrySet()) {
                Path path = folder.resolve(file.getKey());
                Files.write(path, file.getValue());
                force(path);
            }
            force(folder);
            Files.move(folder, out, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw WriteFailure.of(out, bytes, e);
        }
    }

    private void writeWeights(Path folder, List<TensorEntry> tensors, long bytes, Fill fill) throws IOException {
        int wanted = shards > 0 ? shards : Math.toIntExact(Math.max(1, (bytes + SHARD_BYTES - 1) / SHARD_BYTES));
        List<List<TensorEntry>> parts = split(tensors, bytes, wanted);
        if (parts.size() == 1) {
            SafetensorsWriter.write(folder.resolve(CheckpointIndex.SINGLE), parts.get(0), fill);
            return;
        }
        Map<String, String> shardOf = new TreeMap<>();
        for (int i = 0; i < parts.size(); i++) {
            String name = String.format("model-%05d-of-%05d.safetensors", i + 1, parts.size());
            parts.get(i).forEach(tensor -> shardOf.put(tensor.name(), name));
            SafetensorsWriter.write(folder.resolve(name), parts.get(i), fill);
        }
        Path index = folder.resolve(CheckpointIndex.INDEX);
        Files.write(index, index(shardOf, bytes));
        force(index);
    }

    private static byte[] index(Map<String, String> shardOf, long bytes) throws IOException {
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", bytes);
        index.set("weight_map", JSON.valueToTree(shardOf));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(index);
    }

    /** Runs of tensors of about equal size; none is empty. */
    private static List<List<TensorEntry>> split(List<TensorEntry> tensors, long bytes, int shards) {
        List<TensorEntry> widestFirst = tensors.stream()
                .sorted(Comparator.comparingInt(
                        (TensorEntry tensor) -> -tensor.dtype().bytes()))
                .toList();
        Map<Long, List<TensorEntry>> parts = new TreeMap<>();
        long before = 0;
        for (TensorEntry tensor : widestFirst) {
            parts.computeIfAbsent(before * shards / Math.max(bytes, 1), part -> new ArrayList<>())
                    .add(tensor);
            before += tensor.bytes();
        }
        return List.copyOf(parts.values());
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
