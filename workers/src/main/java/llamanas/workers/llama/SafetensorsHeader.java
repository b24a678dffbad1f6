package llamanas.workers.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/**
 * What a safetensors file says about itself, checked against its length. The format: 8 bytes of header length
 * (little-endian), the header as JSON, then the tensors without gap or overlap; see
 * <a href="https://huggingface.co/docs/safetensors/index#format">its description</a>.
 *
 * @param tensors by name, sorted; without buffers that follow from the config, whatever they are stored in
 */
public record SafetensorsHeader(Path file, Map<String, SafetensorsTensor> tensors) {
    /** Several times what a model of 1,000 layers has. The reference implementation allows 100 MB, gigabytes as a tree of JSON. */
    static final long MAX_HEADER_BYTES = GivenFiles.SETTINGS;

    private static final int PREFIX = Long.BYTES;
    private static final String METADATA = "__metadata__";

    public SafetensorsHeader {
        tensors = Collections.unmodifiableMap(new TreeMap<>(tensors));
    }

    /**
     * Reads and checks the header; touches no weights.
     *
     * @throws InvalidInputException where the file is missing, truncated or contradicts itself
     */
    public static SafetensorsHeader read(Path file) {
        try (FileChannel channel = GivenFiles.channel(file)) {
            long size = channel.size();
            byte[] json = json(file, channel, size);
            return new SafetensorsHeader(file, tensors(file, json, size));
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file; expected weights in safetensors format", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
    }

    private static byte[] json(Path file, FileChannel channel, long size) throws IOException {
        if (size < PREFIX) {
            throw bad(file, "truncated: the file has " + size + " bytes, a safetensors file has at least 8");
        }
        refusePointer(file, channel, size);
        long length = bytes(channel, 0, PREFIX).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 0 || length > MAX_HEADER_BYTES) {
            throw bad(
                    file,
                    "header length " + Long.toUnsignedString(length) + " is above the limit of " + MAX_HEADER_BYTES
                            + " bytes; this is not a safetensors file, or it is damaged");
        }
        if (length > size - PREFIX) {
            throw bad(file, "truncated: the header should have " + length + " bytes, the file has " + size + " in all");
        }
        return bytes(channel, PREFIX, (int) length).array();
    }

    private static void refusePointer(Path file, FileChannel channel, long size) throws IOException {
        byte[] start =
                bytes(channel, 0, (int) Math.min(size, LfsPointer.LENGTH)).array();
        if (LfsPointer.is(start)) {
            throw LfsPointer.refused(file.toString());
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long position, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("the file got shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static Map<String, SafetensorsTensor> tensors(Path file, byte[] json, long size) throws IOException {
        JsonFields header = JsonFields.of(file + ": header", json);
        long dataStart = PREFIX + (long) json.length;
        Map<String, SafetensorsTensor> tensors = new TreeMap<>();
        List<Extent> extents = new ArrayList<>();
        for (String name : header.keys()) {
            if (!name.equals(METADATA)) {
                JsonFields entry = header.object(name);
                Extent extent = extent(name, entry, dataStart);
                extents.add(extent);
                if (!TensorNames.isBuffer(name)) {
                    tensors.put(name, tensor(file, extent, entry));
                }
            }
        }
        checkLayout(file, extents, dataStart, size);
        return tensors;
    }

    /** Where a tensor lies in the file, from its first byte to behind its last one. */
    private record Extent(String name, String dtype, long start, long end) {}

    private static Extent extent(String name, JsonFields entry, long dataStart) {
        String dtype = entry.text("dtype");
        List<Long> offsets = entry.naturals("data_offsets");
        if (offsets.size() != 2 || offsets.get(0) > offsets.get(1)) {
            throw entry.bad("data_offsets", offsets, "[start, end] with start <= end");
        }
        if (offsets.get(1) > Long.MAX_VALUE - dataStart) {
            throw entry.bad("data_offsets", offsets, "offsets within the file");
        }
        return new Extent(name, dtype, dataStart + offsets.get(0), dataStart + offsets.get(1));
    }

    private static SafetensorsTensor tensor(Path file, Extent extent, JsonFields entry) {
        SafetensorsDtype dtype = SafetensorsDtype.of(extent.dtype())
                .orElseThrow(() -> entry.bad("dtype", extent.dtype(), "F32, F16 or BF16 (others are not supported)"));
        List<Long> shape = entry.naturals("shape");
        long length = extent.end() - extent.start();
        if (!hasSize(shape, dtype, length)) {
            throw entry.bad(
                    "data_offsets",
                    entry.naturals("data_offsets") + " (" + length + " bytes)",
                    "the size of shape " + shape + " in " + dtype);
        }
        return new SafetensorsTensor(extent.name(), file, dtype, shape, extent.start(), extent.end());
    }

    private static boolean hasSize(List<Long> shape, SafetensorsDtype dtype, long length) {
        try {
            return shape.stream().reduce((long) dtype.bytes(), Math::multiplyExact) == length;
        } catch (ArithmeticException overflow) {
            return false;
        }
    }

    /** The tensors, in the order of their offsets, fill the file from the end of the header to the last byte. */
    private static void checkLayout(Path file, List<Extent> tensors, long dataStart, long size) {
        tensors.sort(Comparator.comparingLong(Extent::start).thenComparingLong(Extent::end));
        long position = dataStart;
        String before = "the header";
        for (Extent tensor : tensors) {
            if (tensor.start() != position) {
                String fault = tensor.start() < position ? " overlaps " : " leaves a gap behind ";
                throw bad(
                        file,
                        "tensor " + tensor.name() + fault + before + ": its data_offsets start at "
                                + (tensor.start() - dataStart) + ", expected " + (position - dataStart));
            }
            if (tensor.end() > size) {
                throw bad(
                        file,
                        "truncated: tensor " + tensor.name() + " should end at byte " + tensor.end() + ", the file has "
                                + size + " bytes; fetch it again");
            }
            position = tensor.end();
            before = "tensor " + tensor.name();
        }
        if (position != size) {
            throw bad(
                    file, "the file has " + size + " bytes, " + (size - position) + " more than its header describes");
        }
    }

    private static InvalidInputException bad(Path file, String message) {
        return new InvalidInputException(file + ": " + message);
    }
}
