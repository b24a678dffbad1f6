package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes before what: the command line, the file, the defaults. And sections {@code space} alone. */
class RecoveryReaderTest {
    private static final List<Path> NONE = List.of();

    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("train.conf"), text);
    }

    @Test
    void everythingHasADefault() {
        RecoverySpec spec = RecoveryReader.read(Optional.empty(), NONE, OptionalInt.empty(), "bfloat16");
        TrainSpec train = spec.train();
        assertThat(train.steps()).isEqualTo(200);
        assertThat(train.dataFree()).isTrue();
        assertThat(train.ownTokens()).isPositive();
        assertThat(train.dtype()).isEqualTo("bfloat16");
        assertThat(train.teacher()).isEqualTo(TrainSpec.FROZEN);
        assertThat(spec.seed()).isEqualTo(1);
    }

    @Test
    void theCommandLineGoesBeforeTheFile() throws IOException {
        Path file =
                file("steps = 9, own-tokens = 5000, teacher = full, dtype = bfloat16, seed = 7, space { ffn = [1] }");
        RecoverySpec own = RecoveryReader.read(Optional.of(file), NONE, OptionalInt.empty(), "float32");
        assertThat(own.train().steps()).isEqualTo(9);
        assertThat(own.train().ownTokens()).isEqualTo(5000);
        assertThat(own.train().teacher()).isEqualTo(TrainSpec.FROZEN);
        assertThat(own.train().dtype()).isEqualTo("bfloat16");
        assertThat(own.seed()).isEqualTo(7);
        Path data = Path.of("corpus.txt");
        TrainSpec given = RecoveryReader.read(Optional.of(file), List.of(data), OptionalInt.of(3), "float32")
                .train();
        assertThat(given.steps()).isEqualTo(3);
        assertThat(given.ownTokens()).isZero();
        assertThat(given.data()).containsExactly(data.toAbsolutePath().toString());
    }

    @Test
    void mistakesAreNamed() throws IOException {
        Path misspelt = file("stepz = 9");
        assertThatThrownBy(() -> RecoveryReader.read(Optional.of(misspelt), NONE, OptionalInt.empty(), "float32"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("stepz")
                .hasMessageContaining("did you mean steps?");
        Path rate = file("learning-rate = NaN");
        assertThatThrownBy(() -> RecoveryReader.read(Optional.of(rate), NONE, OptionalInt.empty(), "float32"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("learning-rate");
    }

    @Test
    void aSpaceIsReadFromAnyFileThatHasOne() throws IOException {
        assertThat(SpaceFileReader.read(file("name = x, space { ffn = [16, 32] }"))
                        .ffn())
                .containsExactly(16, 32);
        Path without = file("ffn = [16]");
        assertThatThrownBy(() -> SpaceFileReader.read(without))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("space: found nothing");
        Path misspelt = file("space { fnn = [16] }");
        assertThatThrownBy(() -> SpaceFileReader.read(misspelt))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("did you mean ffn?");
    }
}
