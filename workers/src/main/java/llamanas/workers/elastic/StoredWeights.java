package llamanas.workers.elastic;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import llamanas.protocol.GivenFiles;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.CheckpointWriter;
import llamanas.workers.llama.SafetensorsTensor;
import llamanas.workers.llama.TensorEntry;

/**
 * The weights of a checkpoint as they are stored, byte by byte.
 *
 * @param checkpoint where they lie
 */
public record StoredWeights(CheckpointIndex checkpoint) implements CheckpointWriter.Fill {
    @Override
    public void write(TensorEntry tensor, WritableByteChannel out) throws IOException {
        SafetensorsTensor from = checkpoint.tensor(tensor.name());
        try (FileChannel in = GivenFiles.channel(from.file())) {
            copy(in, from, out);
        }
    }

    static void copy(FileChannel in, SafetensorsTensor tensor, WritableByteChannel out) throws IOException {
        long at = tensor.start();
        while (at < tensor.end()) {
            long moved = in.transferTo(at, tensor.end() - at, out);
            if (moved <= 0) {
                throw new EOFException("the source got shorter while it was read");
            }
            at += moved;
        }
    }
}
