package llamanas.workers.train;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32C;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.llama.TrainableModel;

/**
 * The state of a training on disk: one file, replaced as a whole, so that there is always the last good one.
 *
 * <p>Little-endian: 8 bytes length of a JSON header (the recipe and the {@link Ledger}), the header, masters and moments in
 * float32, and 8 bytes CRC-32C of all before.
 */
final class SavedState {
    private static final String FILE = "training.state";
    private static final int MOST_HEADER = 1 << 26;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Path file;
    private final String recipe;
    private final UnaryOperator<WritableByteChannel> wrapped;

    /** What stands before the arrays. */
    record Header(String recipe, Ledger.Entry ledger) {}

    /**
     * @param folder is created when something is saved
     * @param recipe of the training; a state of another one is not resumed
     */
    SavedState(Path folder, String recipe) {
        this(folder, recipe, UnaryOperator.identity());
    }

    /** @param wrapped gives tests a channel that breaks */
    SavedState(Path folder, String recipe, UnaryOperator<WritableByteChannel> wrapped) {
        this.file = folder.resolve(FILE);
        this.recipe = recipe;
        this.wrapped = wrapped;
    }

    Path file() {
        return file;
    }

    /**
     * Saves; until all of it is on the disk, the state before stays.
     *
     * @throws InvalidInputException where the disk is full or the file can't be written
     */
    void save(TrainableModel model, Ledger ledger) {
        Path partial = file.resolveSibling(FILE + ".partial");
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            try (FileChannel channel = FileChannel.open(
                    partial,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING)) {
                write(wrapped.apply(channel), model, ledger);
                channel.force(true);
            }
            Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            partial.toFile().delete();
            String before = Files.exists(file) ? "the state saved before is whole; " : "nothing was saved before; ";
            throw new InvalidInputException(
                    file + ": the state of step " + ledger.step() + " can't be saved: " + e.getMessage() + "; " + before
                            + "make room (" + model.stateBytes() / 1_000_000
                            + " MB are needed) and start the same command"
                            + " again",
                    e);
        }
    }

    private void write(WritableByteChannel channel, TrainableModel model, Ledger ledger) throws IOException {
        byte[] header = JSON.writeValueAsBytes(new Header(recipe, ledger.entry()));
        CRC32C sum = new CRC32C();
        ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
        put(channel, start.putLong(header.length).put(header).flip(), sum);
        for (int i = 0; i < model.stateSize(); i++) {
            put(channel, model.readState(i), sum);
        }
        ByteBuffer end = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        put(channel, end.putLong(sum.getValue()).flip(), new CRC32C());
    }

    private static void put(WritableByteChannel channel, ByteBuffer bytes, CRC32C sum) throws IOException {
        sum.update(bytes.duplicate());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /**
     * Puts the model where it was when it was saved.
     *
     * @return the ledger; empty where nothing was saved by this very training
     * @throws InvalidInputException where the file is damaged
     */
    Optional<Ledger> resume(TrainableModel model) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            CRC32C sum = new CRC32C();
            long length = take(channel, Long.BYTES, sum).getLong();
            if (length < 0 || length > MOST_HEADER) {
                throw damaged("a header of " + length + " bytes");
            }
            byte[] header = new byte[(int) length];
            take(channel, header.length, sum).get(header);
            Header found = JSON.readValue(header, Header.class);
            if (!found.recipe().equals(recipe)) {
                return Optional.empty();
            }
            read(channel, model, sum);
            return Optional.of(Ledger.of(found.ledger()));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw damaged("a header that is no JSON");
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be read", e);
        }
    }

    private void read(FileChannel channel, TrainableModel model, CRC32C sum) throws IOException {
        for (int i = 0; i < model.stateSize(); i++) {
            model.writeState(i, take(channel, Math.toIntExact(model.stateBytes(i)), sum));
        }
        if (take(channel, Long.BYTES, new CRC32C()).getLong() != sum.getValue()) {
            throw damaged("another checksum than that of its content");
        }
        model.stateWritten();
    }

    private ByteBuffer take(FileChannel channel, int count, CRC32C sum) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocateDirect(count).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw damaged("its end after " + channel.position() + " bytes");
            }
        }
        sum.update(bytes.flip().duplicate());
        return bytes.rewind();
    }

    private InvalidInputException damaged(String found) {
        return new InvalidInputException(
                file + ": found " + found + ", expected a saved state; delete it to train from the beginning");
    }

    /** The training is complete elsewhere. */
    void discard() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(file + ": can't be deleted", e);
        }
    }
}
