package llamanas.engine.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintableTest {
    /** ESC, C1's CSI, DEL, BEL, backspace, CR; overrides and isolates of direction; line and paragraph separators; a tag. */
    private static final String EVIL =
            "\u001b[2J\u009b31m\u007f\u0007\b\r\u202e\u2066\u200f\u061c\u2028\u2029\ufeff\ud800\udb40\udc41";

    @Test
    void escapesWhatATerminalWouldObey() {
        assertThat(Printable.line("a\u001b[31mb\nc\td")).isEqualTo("a\\u001b[31mb\\u000ac\\u0009d");
        assertThat(Printable.lines("a\u001b\nc\td\r")).isEqualTo("a\\u001b\nc\td\\u000d");
        assertThat(Printable.line(EVIL)).matches("[ -~]+").startsWith("\\u001b[2J\\u009b31m\\u007f");
    }

    @Test
    void leavesTextOfAllScriptsAlone() {
        String text = "Grüße, мир, 世界, نص, می\u200cخواهم, \ud83d\udc69\u200d\ud83d\udd2c \\ \"'<>&";
        assertThat(Printable.line(text)).isEqualTo(text);
    }

    @Property
    void nothingIsLeftThatMovesACursor(@ForAll String text) {
        assertThat(Printable.line(text).codePoints().filter(Character::isISOControl))
                .isEmpty();
        assertThat(Printable.line(Printable.line(text))).isEqualTo(Printable.line(text));
    }

    @Test
    void jsonStaysTheSameJson() throws IOException {
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(List.of(EVIL.replace("\ud800", "")));

        assertThat(json.readTree(Printable.lines(text))).isEqualTo(json.readTree(text));
        assertThat(Printable.lines(text)).matches("[ -~]+");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+x", "-x", "@SUM(A1)", "\tx", "\rx", "-2+3", "+1.5 %", "=", "@", "--1", "-1e", "1e5x"})
    void formulasBecomeText(String text) {
        assertThat(Printable.cell(text)).isEqualTo(text.startsWith("1") ? text : "'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1.5", "+2", "-1e-5", "-1.0E10", "-.5", "-Infinity", "-", "", "0", "a=b", "x-y", "'=1"})
    void numbersAndPlainTextStay(String text) {
        assertThat(Printable.cell(text)).isEqualTo(text);
    }

    @Test
    void tablesHoldOneLineARow() {
        Table table =
                new Table(List.of("name", "value"), List.of(List.of("a\n\u001b[1Ab", "-1.5"), List.of("=x", "2")));

        assertThat(table.toText())
                .isEqualTo("name               value\na\\u000a\\u001b[1Ab   -1.5\n=x                     2\n");
        assertThat(table.toCsv()).isEqualTo("name,value\n\"a\n\u001b[1Ab\",-1.5\n'=x,2\n");
    }
}
