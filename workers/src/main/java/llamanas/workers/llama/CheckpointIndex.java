package llamanas.workers.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/**
 * Where each tensor of a checkpoint folder lies: in one {@code model.safetensors}, or in the shards that
 * {@code model.safetensors.index.json} names. As in transformers the single file goes first where both exist.
 *
 * @param folder the checkpoint
 * @param files the safetensors files in use, sorted
 * @param tensors by name, sorted
 */
public record CheckpointIndex(Path folder, List<Path> files, Map<String, SafetensorsTensor> tensors) {
    public static final String SINGLE = "model.safetensors";
    public static final String INDEX = "model.safetensors.index.json";
    private static final String WHOLE = "a Hugging Face checkpoint with " + LlamaConfig.FILE + ", " + Tokenizer.FILE
            + " and " + SINGLE + ", or shards with " + INDEX;

    public CheckpointIndex {
        files = List.copyOf(files);
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /**
     * Reads the headers of all files of a checkpoint; touches no weights.
     *
     * @throws InvalidInputException where a file is missing or damaged, or the index contradicts the shards
     */
    public static CheckpointIndex read(Path folder) {
        look(folder);
        Path single = folder.resolve(SINGLE);
        if (Files.exists(single)) {
            return of(folder, List.of(single), SafetensorsHeader.read(single).tensors());
        }
        Path index = folder.resolve(INDEX);
        if (Files.exists(index)) {
            return sharded(folder, index);
        }
        if (!Files.exists(folder.resolve(LlamaConfig.FILE))) {
            throw new InvalidInputException(
                    folder + ": found no " + LlamaConfig.FILE + " and " + weightFiles(folder) + ", expected " + WHOLE);
        }
        throw new InvalidInputException(folder + ": found " + weightFiles(folder) + ", expected " + SINGLE + " or "
                + INDEX + ". Convert other formats with save_pretrained(..., safe_serialization=True)");
    }

    private static void look(Path folder) {
        try {
            GivenFiles.folder(folder);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(folder + ": no such folder; expected " + WHOLE, e);
        } catch (IOException e) {
            throw new InvalidInputException(folder + ": can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Checks that the tensors are the ones that a config needs, in the shapes that follow from it.
     *
     * @throws InvalidInputException that names the first tensor that is missing, unknown or of another shape
     */
    public void check(LlamaConfig config) {
        CheckpointCheck.check(this, config);
    }

    /** Numbers of all tensors. */
    long numbers() {
        return tensors.values().stream().mapToLong(SafetensorsTensor::elements).sum();
    }

    /** The dtype that most of the numbers are stored in. */
    public Dtype mostlyIn() {
        Map<Dtype, Long> numbers = new EnumMap<>(Dtype.class);
        tensors.values().forEach(tensor -> numbers.merge(tensor.dtype().dtype(), tensor.elements(), Long::sum));
        return numbers.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(Dtype.FLOAT32);
    }

    /**
     * The tensor of that name.
     *
     * @throws InvalidInputException where there is none
     */
    public SafetensorsTensor tensor(String name) {
        SafetensorsTensor found = tensors.get(name);
        if (found == null) {
            throw new InvalidInputException(folder + ": no tensor " + name + " in " + files.size() + " file(s)");
        }
        return found;
    }

    private static CheckpointIndex sharded(Path folder, Path index) {
        JsonFields map =
                JsonFields.read(index, "the index of a sharded checkpoint").object("weight_map");
        Map<String, String> shardOf = new TreeMap<>();
        for (String tensor : map.keys()) {
            if (!TensorNames.isBuffer(tensor)) {
                shardOf.put(tensor, shardName(map, tensor));
            }
        }
        if (shardOf.isEmpty()) {
            throw new InvalidInputException(index + ": weight_map: found nothing, expected the shard of each tensor");
        }
        Map<String, SafetensorsHeader> shards = new HashMap<>();
        for (String shard : new TreeSet<>(shardOf.values())) {
            shards.put(shard, shard(folder.resolve(shard), index));
        }
        shards.forEach((shard, header) -> checkNamed(header, shard, shardOf, index));
        Map<String, SafetensorsTensor> tensors = new TreeMap<>();
        shardOf.forEach((tensor, shard) -> tensors.put(tensor, find(shards, shard, tensor, index)));
        List<Path> files =
                shards.keySet().stream().sorted().map(folder::resolve).toList();
        return of(folder, files, tensors);
    }

    /** By the names of {@link CheckpointLayout}, whichever the files have. */
    private static CheckpointIndex of(Path folder, List<Path> files, Map<String, SafetensorsTensor> stored) {
        Map<String, SafetensorsTensor> tensors = new TreeMap<>();
        Map<String, String> names = new TreeMap<>();
        stored.forEach((name, tensor) -> {
            String canonical = TensorNames.canonical(name);
            String before = names.put(canonical, name);
            if (before != null) {
                throw new InvalidInputException(tensor.file() + ": tensor " + name + ": found " + before
                        + " as well, expected one of both: they name the same weights");
            }
            tensors.put(canonical, tensor.named(canonical));
        });
        boolean headOnly = !tensors.containsKey(CheckpointLayout.EMBEDDING.name())
                && tensors.containsKey(CheckpointLayout.HEAD.name());
        if (headOnly && LlamaConfig.read(folder).tiedEmbeddings()) {
            // They are one matrix; some writers keep it under its second name.
            String embedding = CheckpointLayout.EMBEDDING.name();
            tensors.put(embedding, tensors.remove(CheckpointLayout.HEAD.name()).named(embedding));
        }
        return new CheckpointIndex(folder, files, tensors);
    }

    /** Shards lie in the folder itself; an index must not lead anywhere else. */
    private static String shardName(JsonFields map, String tensor) {
        String shard = map.text(tensor);
        if (!shard.endsWith(".safetensors") || shard.contains("/") || shard.contains("\\")) {
            throw map.bad(tensor, shard, "the name of a .safetensors file in the same folder");
        }
        return shard;
    }

    private static SafetensorsHeader shard(Path file, Path index) {
        if (!Files.exists(file)) {
            throw new InvalidInputException(file + ": missing shard, named by " + index.getFileName() + "; fetch it");
        }
        return SafetensorsHeader.read(file);
    }

    private static void checkNamed(SafetensorsHeader header, String shard, Map<String, String> shardOf, Path index) {
        for (String tensor : header.tensors().keySet()) {
            String named = shardOf.getOrDefault(tensor, "no shard");
            if (!named.equals(shard)) {
                throw new InvalidInputException(
                        header.file() + ": has tensor " + tensor + ", which " + index.getFileName() + " places in "
                                + named + "; index and shards are of different checkpoints");
            }
        }
    }

    private static SafetensorsTensor find(
            Map<String, SafetensorsHeader> shards, String shard, String tensor, Path index) {
        SafetensorsHeader header = shards.get(shard);
        SafetensorsTensor found = header == null ? null : header.tensors().get(tensor);
        if (found == null) {
            throw new InvalidInputException(
                    index + ": weight_map: " + tensor + ": found " + shard + ", which has no such tensor");
        }
        return found;
    }

    private static String weightFiles(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(f -> f.getFileName().toString())
                    .filter(n -> n.matches(".*\\.(safetensors|bin|pth|pt|gguf)"))
                    .sorted()
                    .toList();
            return names.isEmpty() ? "no weights" : "only " + String.join(", ", names);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
