package llamanas.protocol.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import llamanas.protocol.InvalidInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sizes worked out by hand; that the real arrays have them is a test of workers.quant. */
class QuantizedSizeTest {
    @ParameterizedTest
    @CsvSource({
        "16, 4096, 11008,  64, 2, 90177536",
        // 45,088,768 codes and 4,096 scales.
        " 8, 4096, 11008,  64, 2, 45096960",
        // 172 columns are stored as 176.
        " 8,   64,   172,  64, 4, 11520",
        // Half a byte each, and 172 pairs a row.
        " 4, 4096, 11008,  64, 2, 25362432",
        " 4, 4096, 11008, 128, 2, 23953408",
        " 4,   48,   128,  32, 4, 4608"
    })
    void bytesOfAMatrix(int bits, long rows, long columns, int group, int floatBytes, long expected) {
        assertThat(QuantizedSize.bytes(bits, rows, columns, group, floatBytes)).isEqualTo(expected);
    }

    @Test
    void groupsThatDoNotDivideAreRefusedWithThoseThatDo() {
        assertThatThrownBy(() -> QuantizedSize.check("layer 3, down", 4, 192, 736, 64))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("layer 3, down [192, 736] at 4 bits: groups of 64 do not divide its width of 736;"
                        + " groups of 32 would");
        assertThatThrownBy(() -> QuantizedSize.check("layer 0, down", 4, 64, 172, 64))
                .hasMessageEndingWith("none of [32, 64, 128, 256] does: choose another width, or 8 bits");
        assertThatThrownBy(() -> QuantizedSize.check("layer 0, q", 4, 64, 96, 48))
                .hasMessageEndingWith("no kernel has groups of 48; groups of 32 would");
    }

    @Test
    void rowsThatDoNotFillTheTilesAreRefused() {
        assertThatThrownBy(() -> QuantizedSize.check("layer 1, k", 4, 8, 64, 64))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("layer 1, k [8, 64] at 4 bits: found 8 rows, expected a multiple of 16");
    }

    @Test
    void everyMatrixCanHaveEightOrSixteenBits() {
        assertThatCode(() -> {
                    QuantizedSize.check("layer 0, down", 8, 7, 172, 64);
                    QuantizedSize.check("layer 0, down", 16, 7, 172, 64);
                })
                .doesNotThrowAnyException();
    }
}
