package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WhiteSpaceTest {
    /** {@code [hex(i) for i in range(0x110000) if chr(i).isspace()]} of Python 3.11. */
    private static final int[] PYTHON = {
        0x9, 0xA, 0xB, 0xC, 0xD, 0x1C, 0x1D, 0x1E, 0x1F, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003,
        0x2004, 0x2005, 0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000
    };

    @Test
    void isPythons() {
        assertThat(IntStream.rangeClosed(0, Character.MAX_CODE_POINT).filter(WhiteSpace::is))
                .containsExactly(IntStream.of(PYTHON).boxed().toArray(Integer[]::new));
    }

    @Test
    void isStrippedAtBothEndsAndNowhereElse() {
        assertThat(WhiteSpace.strip("\u00A0\u2007a\u0085b\u202F\u001F")).isEqualTo("a\u0085b");
        assertThat(WhiteSpace.stripTrailing(" \uD83D\uDE80\u00A0 ")).isEqualTo(" \uD83D\uDE80");
        assertThat(WhiteSpace.isBlank("\u00A0\u0085")).isTrue();
        assertThat(WhiteSpace.strip("\u200B")).as("zero width space is none").isEqualTo("\u200B");
    }
}
