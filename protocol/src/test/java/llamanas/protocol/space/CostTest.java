package llamanas.protocol.space;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Sizes counted by hand: hidden 64, 4 query heads of 16 on 2 key/value heads, 256 neurons, no biases. */
class CostTest {
    private static final ModelShape SHAPE = new ModelShape(1, 64, 256, 4, 2, 16, 100, 128, true, false, false);
    private static final LayerChoice WHOLE = LayerChoice.whole(SHAPE);
    private static final long OUTER = 100 * 64 + 64;

    private static Architecture of(LayerChoice layer) {
        return new Architecture(List.of(layer));
    }

    @Test
    void headsTakeTheirQueriesWithThem() {
        long ffn = 3 * 64 * 256 + 64;
        assertThat(Cost.parameters(SHAPE, of(WHOLE))).isEqualTo(OUTER + 64 * (64 + 32 + 32 + 64) + 64 + ffn);
        assertThat(Cost.parameters(SHAPE, of(WHOLE.withKvHeads(1))))
                .isEqualTo(OUTER + 64 * (32 + 16 + 16 + 32) + 64 + ffn);
        assertThat(Cost.parameters(SHAPE, of(WHOLE.withKvHeads(0)))).isEqualTo(OUTER + ffn);
    }

    @Test
    void bitsCountWithScalesAndZeroPoints() {
        long loaded = Cost.bytes(SHAPE, of(WHOLE), 2);
        long ffn = 3 * 64 * 256;
        long int8 = Cost.bytes(SHAPE, of(WHOLE.withBits(new Bits(16, 8))), 2);
        assertThat(loaded - int8).isEqualTo(ffn - 2 * (256 + 256 + 64));
        long int4 = Cost.bytes(SHAPE, of(WHOLE.withBits(new Bits(16, 4))), 2);
        long groups = 256 + 256 + 64 * 4;
        assertThat(loaded - int4).isEqualTo(2 * ffn - ffn / 2 - groups * 2 * 2);
    }

    @Test
    void aWindowBoundsCacheAndScores() {
        Architecture full = of(WHOLE);
        Architecture windowed = of(WHOLE.withAttention(Attention.window(8)));
        assertThat(Cost.kvBytes(SHAPE, full, 100, 3, 2)).isEqualTo(2 * 100 * 32 * 3 * 2);
        assertThat(Cost.kvBytes(SHAPE, windowed, 100, 3, 2)).isEqualTo(2 * 8 * 32 * 3 * 2);
        assertThat(Cost.kvBytes(SHAPE, windowed, 5, 1, 2)).isEqualTo(Cost.kvBytes(SHAPE, full, 5, 1, 2));
        // 20 queries see 1 + 2 + .. + 20 keys, or 1 + .. + 8 and then 8 each; a score and a weighted sum, two
        // operations each.
        assertThat(Cost.flops(SHAPE, full, 20) - Cost.flops(SHAPE, windowed, 20))
                .isEqualTo(4L * 64 * (20 * 21 / 2 - (8 * 9 / 2 + 12 * 8)));
    }

    @Test
    void whatComputesTheSameIsTheSame() {
        LayerChoice gone = new LayerChoice(true, Attention.FULL, 0, 0, Bits.all(4));
        assertThat(of(gone)).isEqualTo(of(LayerChoice.REMOVED));
        assertThat(of(WHOLE.withFfn(0).withBits(Bits.all(8))))
                .isEqualTo(of(WHOLE.withFfn(0).withBits(new Bits(8, 16))));
        assertThat(of(WHOLE.withoutAttention().withBits(new Bits(4, 8))))
                .isEqualTo(of(WHOLE.withKvHeads(0).withBits(new Bits(16, 8))));
        assertThat(Attention.window(128).within(128)).isEqualTo(Attention.FULL);
    }
}
