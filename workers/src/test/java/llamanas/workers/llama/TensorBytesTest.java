package llamanas.workers.llama;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.channels.Channels;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rounding of float32, against the definition of the formats. */
class TensorBytesTest {
    private static final int INFINITY = 0x7c00;

    /** The number that a finite, positive float16 pattern stands for. */
    private static float half(int bits) {
        int exponent = bits >>> 10;
        int mantissa = bits & 0x3ff;
        return exponent == 0 ? Math.scalb((float) mantissa, -24) : Math.scalb(1 + mantissa / 1024f, exponent - 15);
    }

    @Test
    void everyFloat16IsKeptAndWhatLiesBetweenGoesToTheNearest() {
        for (int bits = 0; bits < INFINITY; bits++) {
            float exact = half(bits);
            assertThat(TensorBytes.float16(exact)).isEqualTo((short) bits);
            assertThat(TensorBytes.float16(-exact)).isEqualTo((short) (bits | 0x8000));
            float next = bits + 1 == INFINITY ? 65536 : half(bits + 1);
            float middle = (exact + next) / 2;
            int even = bits % 2 == 0 ? bits : bits + 1;
            assertThat(TensorBytes.float16(middle)).as("tie above %s", exact).isEqualTo((short) even);
            assertThat(TensorBytes.float16(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(TensorBytes.float16(Math.nextUp(middle))).isEqualTo((short) (bits + 1));
        }
    }

    @Test
    void everyBfloat16IsKeptAndWhatLiesBetweenGoesToTheNearest() {
        for (int bits = 0; bits < 0x7f80; bits++) {
            int wide = bits << 16;
            int even = bits % 2 == 0 ? bits : bits + 1;
            assertThat(TensorBytes.bfloat16(Float.intBitsToFloat(wide))).isEqualTo((short) bits);
            assertThat(TensorBytes.bfloat16(Float.intBitsToFloat(wide | 0x80000000)))
                    .isEqualTo((short) (bits | 0x8000));
            assertThat(TensorBytes.bfloat16(Float.intBitsToFloat(wide + 0x8000)))
                    .isEqualTo((short) even);
            assertThat(TensorBytes.bfloat16(Float.intBitsToFloat(wide + 0x7fff)))
                    .isEqualTo((short) bits);
            assertThat(TensorBytes.bfloat16(Float.intBitsToFloat(wide + 0x8001)))
                    .isEqualTo((short) (bits + 1));
        }
    }

    /** NaNs with their only bits at the end would round to infinity, or over the sign. */
    @ParameterizedTest
    @CsvSource({"7f800001", "7fffffff", "ff800001", "ffffffff", "7fc00000"})
    void notANumberStaysOne(String hex) {
        float nan = Float.intBitsToFloat(Integer.parseUnsignedInt(hex, 16));
        assertThat(TensorBytes.float16(nan) & 0x7fff).isGreaterThan(INFINITY);
        assertThat(TensorBytes.bfloat16(nan) & 0x7fff).isGreaterThan(0x7f80);
    }

    @Test
    void infinityStaysInfinity() {
        assertThat(TensorBytes.float16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xfc00);
        assertThat(TensorBytes.bfloat16(Float.NEGATIVE_INFINITY)).isEqualTo((short) 0xff80);
        assertThat(TensorBytes.float16(Float.MAX_VALUE)).isEqualTo((short) INFINITY);
    }

    @Test
    void bytesAreLittleEndianInEveryDtypeAndLongArraysComeInChunks() throws IOException {
        assertThat(TensorBytes.of(new float[] {1}, SafetensorsDtype.F32).array())
                .containsExactly(0, 0, 0x80, 0x3f);
        assertThat(TensorBytes.of(new float[] {1}, SafetensorsDtype.F16).array())
                .containsExactly(0, 0x3c);
        float[] many = new float[600_000];
        for (int i = 0; i < many.length; i++) {
            many[i] = i;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TensorBytes.write(FloatBuffer.wrap(many), SafetensorsDtype.BF16, Channels.newChannel(out));
        assertThat(out.toByteArray())
                .isEqualTo(TensorBytes.of(many, SafetensorsDtype.BF16).array());
    }
}
