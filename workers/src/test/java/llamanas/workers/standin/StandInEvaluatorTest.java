package llamanas.workers.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Phase;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.StandInSpec;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StandInEvaluatorTest {
    private static final String NATS = "t.nats_per_token";

    private final StandInEvaluator evaluator = new StandInEvaluator("w", "test");

    @TempDir
    Path folder;

    private SearchSpec table(String csv) {
        return Tables.spec(StandInSpec.ofTable(Tables.write(folder, csv).toString()), NATS, List.of());
    }

    private EvaluationOutcome evaluate(SearchSpec spec, Phase phase, int... genes) {
        return evaluator.evaluate(spec, Tables.SPACE.architecture(Genome.of(genes)), phase);
    }

    private static Map<String, Double> metrics(EvaluationOutcome outcome) {
        return ((EvaluationOutcome.Succeeded) outcome).measurement().metrics();
    }

    @Test
    void answersFromATable() {
        SearchSpec spec = table(Tables.CSV);
        assertThat(evaluator.inspect(spec).space()).isEqualTo(Tables.SPACE);
        assertThat(metrics(evaluate(spec, Phase.SEARCH, 1, 1))).isEqualTo(Map.of("parameters", 420.0, NATS, 2.5));
        assertThat(metrics(evaluate(spec, Phase.REPORT, 1, 1)))
                .isEqualTo(Map.of("parameters", 420.0, "report." + NATS, 2.6));
        assertThat(evaluate(spec, Phase.SEARCH, 0, 0))
                .isEqualTo(new EvaluationOutcome.Infeasible("in the table: failed: broke, twice"));
    }

    @Test
    void sizesAreThoseOfTheSpaceWhateverTheTableSays() {
        String csv = Tables.CSV.replace("420", "8360").replace("parameters", "bytes");
        SearchSpec spec = table(csv);
        double computed = Cost.bytes(Tables.SPACE.shape(), Tables.SPACE.architecture(Genome.of(1, 1)), 4);
        assertThat(computed).isEqualTo(4 * 420);
        assertThat(metrics(evaluate(spec, Phase.SEARCH, 1, 1))).containsEntry("bytes", computed);
        assertThat(metrics(evaluate(spec, Phase.REPORT, 1, 1))).containsEntry("bytes", computed);
        SearchSpec by = Tables.spec(spec.standIn(), "flops", List.of(new Constraint("parameters", null, 1e9)));
        assertThat(metrics(evaluate(by, Phase.SEARCH, 1, 1))).containsOnlyKeys("bytes", "flops", "parameters", NATS);
    }

    @Test
    void saysWhereATableContradictsItsSpace() {
        assertThat(contradiction(Tables.CSV)).isEmpty();
        assertThat(contradiction(Tables.CSV.replace("372,", "372.0000000001,")))
                .as("rounded")
                .isEmpty();
        assertThat(contradiction(Tables.CSV.replace("372,", "377,")))
                .hasValue(
                        "table t.csv, keep[0]=keep ffn[1]=4: found parameters = 377, which by the space in t.json is 372;"
                                + " what is computed counts, here and in all that is shown. Correct the shape in that file, or"
                                + " remove the column");
        assertThat(contradiction(Tables.CSV.replace("372,", "NaN,")))
                .hasValueSatisfying(text -> assertThat(text).contains("found parameters = NaN, which"));
        assertThat(contradiction(Tables.CSV.replace("parameters", "flops")))
                .hasValueSatisfying(text -> assertThat(text).contains("found flops = 420, which by"));
    }

    @Test
    void bytesAreThoseOfTheDtypeThatATableWasMeasuredIn() {
        String bytes = Tables.CSV
                .replace("parameters", "bytes")
                .replace("420", "1680")
                .replace("252", "1008")
                .replace("372", "1488");
        assertThat(contradiction(bytes)).as("a search in bfloat16").isEmpty();
        assertThat(contradiction(bytes.replace("float32", ""))).hasValueSatisfying(text -> assertThat(text)
                .contains("found bytes = 1680, which by the space in t.json is 840" + " in bfloat16"));
    }

    private Optional<String> contradiction(String csv) {
        EvaluatedTable table = EvaluatedTable.read(Tables.write(folder, csv));
        return new ExactColumns(table).contradiction(Path.of("t.csv"), "bfloat16");
    }

    @Test
    void namesASubnetworkThatTheTableLacks() {
        SearchSpec spec = table(Tables.CSV.replaceFirst("(?m)^1,.*\n", ""));
        assertThat(evaluate(spec, Phase.SEARCH, 0, 1))
                .isEqualTo(new EvaluationOutcome.Infeasible(
                        "table " + folder.resolve("t.csv") + " has no row for keep[0]=drop ffn[1]=8"));
    }

    @Test
    void refusesAColumnThatTheTableLacksBeforeAnythingIsMeasured() {
        StandInSpec standIn =
                StandInSpec.ofTable(Tables.write(folder, Tables.CSV).toString());
        assertThatThrownBy(() -> evaluator.inspect(Tables.spec(standIn, "t.acc", List.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("objectives: found t.acc, which is no column of table")
                .hasMessageContaining("parameters, t.nats_per_token");
        assertThatThrownBy(
                        () -> evaluator.inspect(Tables.spec(standIn, NATS, List.of(new Constraint("u.kl", null, 1.0)))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("constraints: found u.kl");
    }

    @Test
    void readsATableThatHasChangedAgain() {
        SearchSpec spec = table(Tables.CSV);
        String before = evaluator.inspect(spec).dataHash();
        assertThat(table(Tables.CSV.replace("2.75", "2.125"))).isEqualTo(spec);
        assertThat(metrics(evaluate(spec, Phase.SEARCH, 0, 1))).containsEntry(NATS, 2.125);
        assertThat(evaluator.inspect(spec).dataHash()).isNotEqualTo(before);
    }

    @Test
    void computesAFunctionOfTheGenes() {
        SearchSpec spec = Tables.spec(StandInSpec.ofFunction("zdt1", 3, 5, 2), "f1", List.of());
        SearchSpace space = evaluator.inspect(spec).space();
        assertThat(space.size()).isEqualTo(125);
        Architecture quarter = space.architecture(Genome.of(1, 0, 0));
        assertThat(metrics(evaluator.evaluate(spec, quarter, Phase.SEARCH))).isEqualTo(Map.of("f1", 0.25, "f2", 0.5));
        assertThat(space.genome(quarter)).contains(Genome.of(1, 0, 0));
    }

    @Test
    void refusesAFileThatIsNotThere() {
        Path nowhere = folder.resolve("nowhere.csv");
        assertThatThrownBy(
                        () -> evaluator.inspect(Tables.spec(StandInSpec.ofTable(nowhere.toString()), NATS, List.of())))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("table " + nowhere + " does not exist");
    }
}
