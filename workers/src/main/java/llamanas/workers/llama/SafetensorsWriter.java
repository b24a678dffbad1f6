package llamanas.workers.llama;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Writes one safetensors file, tensor by tensor (see {@link SafetensorsHeader} for the format). */
final class SafetensorsWriter {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SafetensorsWriter() {}

    /** The file is on the disk, not only in the system's cache, when this returns. */
    static void write(Path file, List<TensorEntry> tensors, CheckpointWriter.Fill fill) throws IOException {
        byte[] header = header(tensors);
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeAll(out, length.putLong(header.length).flip());
            writeAll(out, ByteBuffer.wrap(header));
            for (TensorEntry tensor : tensors) {
                long end = out.position() + tensor.bytes();
                fill.write(tensor, out);
                if (out.position() != end) {
                    throw new IllegalStateException("tensor " + tensor.name() + " got "
                            + (out.position() - end + tensor.bytes()) + " bytes, not " + tensor.bytes());
                }
            }
            out.force(true);
        }
    }

    static void writeAll(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }

    /** Transformers wants the {@code format}; data starts at a multiple of 8, as the reference implementation has it. */
    private static byte[] header(List<TensorEntry> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        long offset = 0;
        for (TensorEntry tensor : tensors) {
            long end = offset + tensor.bytes();
            ObjectNode entry = header.putObject(tensor.name());
            entry.put("dtype", tensor.dtype().name());
            entry.set("shape", JSON.valueToTree(tensor.shape()));
            entry.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String json = JSON.writeValueAsString(header);
        int bytes = json.getBytes(StandardCharsets.UTF_8).length;
        return (json + " ".repeat((8 - bytes % 8) % 8)).getBytes(StandardCharsets.UTF_8);
    }
}
