package llamanas.workers.llama;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.WritableByteChannel;

/** Float32 numbers as the bytes of a safetensors file: little-endian, rounded to the nearest, ties to even. */
public final class TensorBytes {
    private static final int CHUNK = 1 << 18;
    private static final int SIGN = 0x8000;
    private static final int QUIET_NAN = 0x7fc0;
    private static final int HALF_INFINITY = 0x7c00;
    private static final int HALF_NAN = 0x7e00;

    /** Where float16 has no number any more: 65520, half a step above its largest one, as float32 bits. */
    private static final int HALF_OVERFLOW = 0x477ff000;

    /** The smallest normal number of float16, 2^-14, as float32 bits. */
    private static final int HALF_NORMAL = 0x38800000;

    /** Numbers from 0.5 on are 2^-24 apart, as float16's below 2^-14 are: adding 0.5 rounds to those. */
    private static final float HALF_STEPS = 0.5f;

    private TensorBytes() {}

    /** Writes all that remains in {@code values}; needs no more memory than a small buffer. */
    public static void write(FloatBuffer values, SafetensorsDtype dtype, WritableByteChannel out) throws IOException {
        int count = Math.min(CHUNK, values.remaining());
        ByteBuffer bytes = ByteBuffer.allocate(count * dtype.bytes()).order(ByteOrder.LITTLE_ENDIAN);
        while (values.hasRemaining()) {
            bytes.clear();
            while (bytes.hasRemaining() && values.hasRemaining()) {
                put(values.get(), dtype, bytes);
            }
            bytes.flip();
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        }
    }

    /** All numbers as bytes, ready to be read. */
    public static ByteBuffer of(float[] values, SafetensorsDtype dtype) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, dtype.bytes()))
                .order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            put(value, dtype, bytes);
        }
        return bytes.flip();
    }

    private static void put(float value, SafetensorsDtype dtype, ByteBuffer bytes) {
        switch (dtype) {
            case F32 -> bytes.putFloat(value);
            case F16 -> bytes.putShort(float16(value));
            case BF16 -> bytes.putShort(bfloat16(value));
        }
    }

    /** The upper half of the bits; the carry of the rounding may run up to infinity, which is right. */
    static short bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        if (Float.isNaN(value)) {
            return (short) (((bits >>> 16) & SIGN) | QUIET_NAN);
        }
        int odd = (bits >>> 16) & 1;
        return (short) ((bits + 0x7fff + odd) >>> 16);
    }

    static short float16(float value) {
        int bits = Float.floatToRawIntBits(value);
        int sign = (bits >>> 16) & SIGN;
        int size = bits & 0x7fffffff;
        if (Float.isNaN(value)) {
            return (short) (sign | HALF_NAN);
        }
        if (size >= HALF_OVERFLOW) {
            return (short) (sign | HALF_INFINITY);
        }
        if (size < HALF_NORMAL) {
            float shifted = Math.abs(value) + HALF_STEPS;
            return (short) (sign | (Float.floatToRawIntBits(shifted) - Float.floatToRawIntBits(HALF_STEPS)));
        }
        int odd = (size >>> 13) & 1;
        return (short) (sign | ((size + 0xfff + odd - (112 << 23)) >>> 13));
    }
}
