package llamanas.workers.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.TrainableModel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The state of a training on disk: whole, or the one before. */
class SavedStateTest {
    @TempDir
    private Path folder;

    private LlamaModel source;
    private TrainableModel model;

    @BeforeEach
    void open() throws URISyntaxException {
        Path checkpoint =
                Path.of(SavedStateTest.class.getResource("/tiny-llama3").toURI());
        source = LlamaModel.load(checkpoint, Device.cpu(), Dtype.FLOAT32);
        model = TrainableModel.of(source, source, TrainableModel.Adapters.NONE);
    }

    @AfterEach
    void close() {
        model.close();
        source.close();
    }

    private static Ledger ledger(int step) {
        Ledger ledger = new Ledger();
        ledger.add(Visit.Kind.FULL, 3.5, 1.25);
        ledger.point(1e-3, Map.of("heldout.full", 4.0));
        for (int i = 0; i < step; i++) {
            ledger.stepDone();
        }
        return ledger;
    }

    @Test
    void comesBackAsItWas() {
        SavedState state = new SavedState(folder.resolve("new"), "recipe");
        assertThat(state.resume(model)).isEmpty();
        state.save(model, ledger(7));
        ByteBuffer before = model.readState(0);
        float[] first = floats(before);
        model.writeState(0, ByteBuffer.allocateDirect(before.capacity()));
        model.stateWritten();
        assertThat(floats(model.readState(0))).containsOnly(0f);
        Ledger found = state.resume(model).orElseThrow();
        assertThat(found.entry()).isEqualTo(ledger(7).entry());
        assertThat(floats(model.readState(0))).isEqualTo(first);
    }

    @Test
    void theStateOfAnotherTrainingIsNotResumed() {
        new SavedState(folder, "one").save(model, ledger(1));
        assertThat(new SavedState(folder, "another").resume(model)).isEmpty();
    }

    @Test
    void aDiskThatFillsUpLeavesTheStateBefore() throws IOException {
        new SavedState(folder, "recipe").save(model, ledger(3));
        byte[] before = Files.readAllBytes(folder.resolve("training.state"));
        SavedState full = new SavedState(folder, "recipe", channel -> new FullDisk(channel, 10_000));
        assertThatThrownBy(() -> full.save(model, ledger(4)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll(
                        "training.state", "step 4", "No space left on device", "saved before is whole");
        assertThat(folder).isDirectoryNotContaining(file -> !file.endsWith("training.state"));
        assertThat(Files.readAllBytes(folder.resolve("training.state"))).isEqualTo(before);
        assertThat(new SavedState(folder, "recipe").resume(model).orElseThrow().step())
                .isEqualTo(3);
    }

    @Test
    void aDamagedStateIsRefused() throws IOException {
        SavedState state = new SavedState(folder, "recipe");
        state.save(model, ledger(3));
        byte[] whole = Files.readAllBytes(state.file());
        byte[] changed = whole.clone();
        changed[whole.length / 2] ^= 1;
        for (byte[] bytes : List.of(changed, Arrays.copyOf(whole, whole.length - 100), new byte[8])) {
            Files.write(state.file(), bytes);
            assertThatThrownBy(() -> state.resume(model))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContainingAll("training.state", "expected a saved state; delete it");
        }
    }

    private static float[] floats(ByteBuffer bytes) {
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /** A disk with so much room, as a file on it sees it. */
    private static final class FullDisk implements WritableByteChannel {
        private final WritableByteChannel disk;
        private int room;

        private FullDisk(WritableByteChannel disk, int room) {
            this.disk = disk;
            this.room = room;
        }

        @Override
        public int write(ByteBuffer bytes) throws IOException {
            if (bytes.remaining() > room) {
                throw new IOException("No space left on device");
            }
            room -= bytes.remaining();
            return disk.write(bytes);
        }

        @Override
        public boolean isOpen() {
            return disk.isOpen();
        }

        @Override
        public void close() throws IOException {
            disk.close();
        }
    }
}
