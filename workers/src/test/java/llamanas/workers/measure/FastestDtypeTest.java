package llamanas.workers.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ai.djl.Device;
import java.io.IOException;
import java.nio.file.Path;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Checkpoints;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.SafetensorsDtype;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FastestDtypeTest {
    private static final Device CPU = Device.cpu();

    @TempDir
    private Path folder;

    private CheckpointIndex stored(SafetensorsDtype dtype) throws IOException {
        return Checkpoints.stored(folder, dtype);
    }

    @ParameterizedTest
    @CsvSource({"F32, FLOAT32", "F16, FLOAT16", "BF16, BFLOAT16"})
    void storesWhatTheCheckpointHasAndComputesInWhatTheDeviceMultiplies(SafetensorsDtype dtype, Dtype same)
            throws IOException {
        Arithmetic found = FastestDtype.of(stored(dtype), CPU);
        assertThat(found.stored()).isEqualTo(same);
        assertThat(found.computed().isMultipliedBy(CPU)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(SafetensorsDtype.class)
    void withoutInstructionsItIsFloat32(SafetensorsDtype dtype) throws IOException {
        assumeFalse(Dtype.BFLOAT16.isMultipliedBy(CPU), "this CPU multiplies bfloat16: what is faster is measured");
        assertThat(FastestDtype.of(stored(dtype), CPU).computed()).isEqualTo(Dtype.FLOAT32);
    }

    @Test
    void aDtypeThatIsAskedForIsThatOfTheNetwork() throws IOException {
        CheckpointIndex checkpoint = stored(SafetensorsDtype.F32);
        assertThat(FastestDtype.of("bfloat16", checkpoint, CPU).stored()).isEqualTo(Dtype.BFLOAT16);
        assertThat(FastestDtype.of("float32", checkpoint, CPU)).isEqualTo(Arithmetic.in(Dtype.FLOAT32));
        assertThat(FastestDtype.of("auto", checkpoint, CPU)).isEqualTo(FastestDtype.of(checkpoint, CPU));
    }

    @Test
    void nothingIsComputedInFloat16() throws IOException {
        CheckpointIndex checkpoint = stored(SafetensorsDtype.F16);
        assertThatThrownBy(() -> FastestDtype.of("float16", checkpoint, CPU))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("float16")
                .hasMessageContaining("not computed in")
                .hasMessageContaining("float32 or bfloat16");
    }
}
