package llamanas.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Direction;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.search.StrategySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandInReaderTest {
    private static final String FUNCTION =
            """
            stand-in { function = dtlz2, genes = 12, choices = 21, objectives = 3 }
            objectives = [f1, f2, f3]
            """;

    @TempDir
    private Path folder;

    private SearchSpec read(String text) throws IOException {
        return SpecReader.read(Files.writeString(folder.resolve("s.conf"), text));
    }

    @Test
    void readsAFunction() throws IOException {
        SearchSpec spec = read(FUNCTION);
        assertThat(spec.standIn()).isEqualTo(StandInSpec.ofFunction("dtlz2", 12, 21, 3));
        assertThat(spec.objectives()).contains(new Objective("f3", Direction.MINIMIZE));
        assertThat(spec.model()).isEmpty();
        assertThat(read("stand-in { function = zdt1 }\nobjectives = [f1, f2]").standIn())
                .isEqualTo(StandInSpec.ofFunction("zdt1", 30, 11, 2));
    }

    @Test
    void readsATableWithDirectionsByName() throws IOException {
        SearchSpec spec = read(
                "stand-in { table = t.csv }\nobjectives = [last-word.acc, bytes]\nconstraints { a.kl { max = 1 } }");
        assertThat(spec.standIn())
                .isEqualTo(StandInSpec.ofTable(folder.resolve("t.csv").toString()));
        assertThat(spec.objectives())
                .containsExactly(
                        new Objective("last-word.acc", Direction.MAXIMIZE), new Objective("bytes", Direction.MINIMIZE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dtlz2|dtzl2|stand-in.function|did you mean dtlz2?",
                "dtlz2|zdt1|stand-in.objectives|found 3, expected 2, as zdt1 has",
                "choices = 21|choices = 1|stand-in.choices|found 1, expected 2 or more",
                "genes = 12|genes = 2|stand-in.genes|as many as objectives at least",
                "f3|f4|objectives|found f4, expected one of f1, f2, f3",
                "f3|parameters|objectives|found parameters, expected one of f1, f2, f3",
                "genes = 12|table = t.csv|stand-in.choices|found 21, expected nothing beside table",
                "function = dtlz2, genes = 12, choices = 21, objectives = 3||stand-in.table|or function = NAME",
                "objectives = [|model = m, objectives = [|model|together with stand-in",
                "objectives = [|space { ffn = [4] }, objectives = [|space|together with stand-in",
                "objectives = [|tasks { t { search = a } }, objectives = [|tasks|together with stand-in"
            })
    void refusesWhatDoesNotFit(String part, String replacement, String path, String message) {
        String text = FUNCTION.replace(part, replacement == null ? "" : replacement);
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith(folder.resolve("s.conf").toString())
                .hasMessageContaining(": " + path + ": ")
                .hasMessageContaining(message);
    }

    @Test
    void refusesATableAndAFunctionAtOnceFromTheNetwork() throws IOException {
        SearchSpec spec = read(FUNCTION);
        SearchSpec both = new SearchSpec(
                "s",
                "",
                "float32",
                List.of(),
                spec.space(),
                spec.objectives(),
                List.of(),
                spec.strategy(),
                10,
                1,
                null,
                new StandInSpec("/t.csv", "dtlz2", 12, 21, 3),
                null,
                false,
                null);
        assertThat(SpecRules.firstViolation(both))
                .map(SpecRules.Violation::message)
                .contains("found both table and function, expected one of them");
    }

    @Test
    void refusesATablesColumnWithoutAKnownDirection() {
        assertThatThrownBy(() -> read("stand-in { table = t.csv }\nobjectives = [speed]"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("objectives: found speed, expected a column of the table with a metric");
    }

    @Test
    void readsAStrategyFromAWord() {
        StrategySpec spec = StrategyVariant.read("nsga2:population=20:mutation=0.1", Map.of("population", "9"));
        assertThat(spec.name()).isEqualTo("nsga2");
        assertThat(spec.population()).isEqualTo(20);
        assertThat(spec.mutation()).isEqualTo(0.1);
        assertThat(StrategyVariant.read("linas", Map.of("population", "9")).population())
                .isEqualTo(9);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lnas|name|did you mean linas?",
                "linas:populatoin=2|populatoin|did you mean population?",
                "linas:population=x|population|expected a whole number",
                "linas:population|population|expected KEY=VALUE"
            })
    void refusesAWordThatIsNoStrategy(String word, String key, String message) {
        assertThatThrownBy(() -> StrategyVariant.read(word, Map.of()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("strategy " + word)
                .hasMessageContaining(key)
                .hasMessageContaining(message);
    }
}
