package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders appear whole or not at all. */
class CheckpointWriterTest {
    private static final CheckpointIndex DEMO = CheckpointIndex.read(Checkpoints.DEMO);

    @TempDir
    Path parent;

    @Test
    void aCopyHasTheSameTensorsAndCompanions() throws IOException {
        Path out = parent.resolve("deep/copy");
        CheckpointWriter.into(out)
                .write(companions(), entries(), CheckpointWriterTest::copy, CheckpointWriter.Extra.NONE);
        CheckpointIndex written = CheckpointIndex.read(out);
        assertThat(written.files()).containsExactly(out.resolve(CheckpointIndex.SINGLE));
        assertSameTensors(written);
        for (Path file : companions()) {
            assertThat(out.resolve(file.getFileName().toString())).hasSameBinaryContentAs(file);
        }
        assertThat(names(out.getParent())).containsExactly("copy");
    }

    @Test
    void shardsHaveAnIndexThatTheLoaderTakes() throws IOException {
        Path out = Files.createDirectory(parent.resolve("empty-folder-is-fine"));
        CheckpointWriter.into(out)
                .shards(3)
                .write(companions(), entries(), CheckpointWriterTest::copy, CheckpointWriter.Extra.NONE);
        CheckpointIndex written = CheckpointIndex.read(out);
        assertThat(written.files()).hasSize(3);
        written.check(LlamaConfig.read(out));
        assertSameTensors(written);
        assertThat(Checkpoints.json(Files.readString(out.resolve(CheckpointIndex.INDEX)))
                        .at("/metadata/total_size")
                        .longValue())
                .isEqualTo(entries().stream().mapToLong(TensorEntry::bytes).sum());
    }

    @Test
    void wideDtypesGoFirstSoThatAllAreAligned() {
        Path out = parent.resolve("mixed");
        List<TensorEntry> mixed = List.of(
                new TensorEntry("a", SafetensorsDtype.BF16, List.of(3L)),
                new TensorEntry("b", SafetensorsDtype.F32, List.of(2L)));
        CheckpointWriter.into(out).write(List.of(), mixed, CheckpointWriterTest::zeros, CheckpointWriter.Extra.NONE);
        assertThat(CheckpointIndex.read(out).tensors().values()).allMatch(SafetensorsTensor::aligned);
    }

    @Test
    void extrasSeeTheWeightsAndReplaceCopies() {
        Path out = parent.resolve("extra");
        CheckpointWriter.into(out).write(companions(), entries(), CheckpointWriterTest::copy, temporary -> {
            assertThat(CheckpointIndex.read(temporary).tensors())
                    .hasSize(entries().size());
            return Map.of("config.json", "{}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        });
        assertThat(out.resolve("config.json")).hasContent("{}");
    }

    @Test
    void aFullDiskLeavesNothingAndSaysHowMuchIsNeeded() throws IOException {
        assertThatThrownBy(() -> failing(new IOException("No space left on device")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining(parent.resolve("out").toString())
                .hasMessageMatching("(?s).*the disk is full: the weights need \\d+ bytes, \\d+ are free.*");
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void anyOtherFailureLeavesNothingEither() throws IOException {
        assertThatThrownBy(() -> failing(new IOException("Input/output error")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(parent.resolve("out").toString())
                .hasMessageContaining("Input/output error");
        assertThatThrownBy(() -> failing(new AccessDeniedException("/somewhere")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("/somewhere");
        CheckpointWriter writer = CheckpointWriter.into(parent.resolve("out"));
        assertThatThrownBy(() -> writer.write(companions(), entries(), CheckpointWriterTest::copy, temporary -> {
                    throw new IllegalStateException("another function");
                }))
                .hasMessage("another function");
        assertThatThrownBy(
                        () -> writer.write(companions(), entries(), (tensor, out) -> {}, CheckpointWriter.Extra.NONE))
                .hasMessageContaining("got 0 bytes");
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void moreThanTheDiskHasIsRefusedBeforeAnythingIsWritten() throws IOException {
        List<TensorEntry> huge = List.of(new TensorEntry("a", SafetensorsDtype.F32, List.of(1L << 58)));
        assertThatThrownBy(() -> CheckpointWriter.into(parent.resolve("out"))
                        .write(List.of(), huge, CheckpointWriterTest::zeros, CheckpointWriter.Extra.NONE))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("the weights need " + (1L << 60) + " bytes");
        assertThat(names(parent)).isEmpty();
    }

    @Test
    void whatIsThereIsNeverReplaced() throws IOException {
        Path file = Files.writeString(parent.resolve("file"), "keep");
        assertThatThrownBy(() -> CheckpointWriter.into(file)).hasMessageContaining("is a file");
        assertThatThrownBy(() -> CheckpointWriter.into(parent)).hasMessageContaining("is not empty");
    }

    @Test
    void weightsAndManifestsDoNotGoAlong() throws IOException {
        for (String name : List.of(
                "a.safetensors",
                "pytorch_model.bin.index.json",
                "m.gguf",
                "llama-nas.json",
                "modeling_own.py",
                "id_rsa",
                "LICENSE",
                "config.json")) {
            Files.writeString(parent.resolve(name), "");
        }
        assertThat(CheckpointWriter.companions(parent))
                .containsExactly(parent.resolve("LICENSE"), parent.resolve("config.json"));
    }

    /** A name that may go along does not carry another file along. */
    @Test
    void companionsThatLeadElsewhereAreRefused() throws IOException {
        Path secret = Files.writeString(parent.resolve("secret"), "secret");
        Path model = Files.createDirectory(parent.resolve("model"));
        Path link = Files.createSymbolicLink(model.resolve("LICENSE"), secret);
        Path out = parent.resolve("copied");
        assertThatThrownBy(() -> GivenFiles.within(List.of(model), () -> {
                    CheckpointWriter.into(out)
                            .write(
                                    CheckpointWriter.companions(model),
                                    entries(),
                                    CheckpointWriterTest::copy,
                                    CheckpointWriter.Extra.NONE);
                    return "";
                }))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(link + ": its real path is " + secret);
        assertThat(out).doesNotExist();
    }

    /** Fails at the fourth tensor. */
    private void failing(IOException failure) {
        int[] written = new int[1];
        CheckpointWriter.into(parent.resolve("out"))
                .write(
                        companions(),
                        entries(),
                        (tensor, out) -> {
                            if (written[0]++ == 3) {
                                throw failure;
                            }
                            copy(tensor, out);
                        },
                        CheckpointWriter.Extra.NONE);
    }

    private static List<Path> companions() {
        return CheckpointWriter.companions(Checkpoints.DEMO);
    }

    private static List<TensorEntry> entries() {
        return DEMO.tensors().values().stream().map(TensorEntry::like).toList();
    }

    private static void copy(TensorEntry tensor, java.nio.channels.WritableByteChannel out) throws IOException {
        out.write(bytes(DEMO.tensor(tensor.name())));
    }

    private static void zeros(TensorEntry tensor, java.nio.channels.WritableByteChannel out) throws IOException {
        out.write(ByteBuffer.allocate(Math.toIntExact(tensor.bytes())));
    }

    private static void assertSameTensors(CheckpointIndex written) throws IOException {
        assertThat(written.tensors().keySet()).isEqualTo(DEMO.tensors().keySet());
        for (SafetensorsTensor tensor : written.tensors().values()) {
            assertThat(bytes(tensor)).as(tensor.name()).isEqualTo(bytes(DEMO.tensor(tensor.name())));
        }
    }

    private static ByteBuffer bytes(SafetensorsTensor tensor) throws IOException {
        byte[] file = Files.readAllBytes(tensor.file());
        return ByteBuffer.wrap(file, (int) tensor.start(), (int) (tensor.end() - tensor.start()));
    }

    private static List<String> names(Path folder) throws IOException {
        List<String> names = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }
}
