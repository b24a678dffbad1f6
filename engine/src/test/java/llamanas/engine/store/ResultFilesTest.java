package llamanas.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llamanas.engine.app.FakeEvaluator;
import llamanas.engine.app.Fixtures;
import llamanas.engine.http.FakeSearches;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.space.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFilesTest {
    @TempDir
    private Path data;

    @Test
    void writesAFrontThatReadsBack() throws IOException {
        write();

        assertThat(Json.readOurList(read("front.json"), FrontMember.class)).isEqualTo(FakeSearches.members());
        assertThat(Json.read(read("subnets/candidate-2.json"), Architecture.class))
                .isEqualTo(FakeSearches.members().get(1).architecture());
        assertThat(read("front.csv"))
                .isEqualTo(
                        """
                        candidate,depth,ffn[2],ffn[10],parameters,report.stories.nats_per_token,stories.nats_per_token
                        0,2,16,16,5115072,3.266,3.2
                        2,2,8,8,3935424,3.6695,3.5
                        """);
    }

    @Test
    void writesEveryCandidateAndQuotesWhatNeedsIt() throws IOException {
        write();

        assertThat(read("evaluations.csv"))
                .isEqualTo(
                        """
                        candidate,generation,state,depth,ffn[2],ffn[10],parameters,report.stories.nats_per_token,stories.nats_per_token,reason,worker,device,dtype,threads,code_version,model_hash,data_hash,millis,origin
                        0,0,succeeded,2,16,16,5115072,3.266,3.2,,w-1,cpu,float32,2,0.1+abc,m1,d1,120,
                        1,0,failed,2,8,16,,,,"broke, ""twice""
                        at once",,,,,,,,,
                        2,1,succeeded,2,8,8,3935424,3.6695,3.5,,w-1,cpu,float32,2,0.1+abc,m1,d1,120,
                        """);
    }

    @Test
    void describesTheSearch() throws IOException {
        write();

        assertThat(read("search.json"))
                .contains(
                        "\"seed\" : 7", "\"codeVersion\" : \"0.1+abc\"", "\"modelHash\" : \"m1\"", "\"model\" : \"/m\"")
                .contains("\"candidates\" : 3", "\"succeeded\" : 2");
    }

    @Test
    void namesTheInstructionSetsThatMeasured() throws IOException {
        Provenance by = new Provenance("w", "cpu", "float32", 1, "v", "m", "d", 1);
        CandidateRow row = FakeSearches.rows().get(0);
        List<CandidateRow> rows = Stream.of(by.withInstructionSets("avx2 fma"), by, by.withInstructionSets("avx2 fma"))
                .map(one ->
                        new CandidateRow(0, 0, row.architecture(), row.genes(), "succeeded", row.metrics(), null, one))
                .toList();
        new ResultFiles(data).write("s", FakeSearches.spec("/m"), FakeSearches.members(), rows);

        assertThat(read("search.json")).contains("\"instructionSets\" : [ \"avx2 fma\" ]");
    }

    @Test
    void describesThePreparationItsLossesAndSingleChanges() throws IOException {
        new ResultFiles(data)
                .write(
                        "s",
                        FakeSearches.spec("/m"),
                        FakeSearches.members(),
                        FakeSearches.rows(),
                        FakeEvaluator.PREPARATION,
                        FakeEvaluator.singleChanges(Fixtures.SPACE, 5));

        assertThat(read("training.csv"))
                .isEqualTo(
                        """
                        step,learning_rate,heldout.full,train.full
                        1,1.0E-4,3.25,3.5
                        100,2.0E-5,,3
                        """);
        assertThat(read("search.json"))
                .contains("\"sourceHash\" : \"m\"", "\"modelHash\" : \"p\"", "\"model\" : \"fake-prepared\"")
                .contains("\"tokens\" : 64", "\"evaluations\" : 5", "\"damage\" : ")
                .doesNotContain("curve");
    }

    @Test
    void replacesEarlierFilesAndLeavesNothingElse() throws IOException {
        write();
        write();

        try (Stream<Path> files = Files.walk(data.resolve("searches/s"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "front.json",
                            "front.csv",
                            "evaluations.csv",
                            "search.json",
                            "candidate-0.json",
                            "candidate-2.json");
        }
    }

    @Test
    void keepsTheOldFileWhereTheNewOneCannotBeWritten() throws IOException {
        write();
        Path blocked = data.resolve("searches/s/front.csv");
        Files.delete(blocked);
        Files.createDirectories(blocked.resolve("in the way"));
        String before = read("evaluations.csv");

        assertThatThrownBy(() ->
                        new ResultFiles(data).write("s", FakeSearches.spec("/m"), FakeSearches.members(), List.of()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("'s'");
        assertThat(read("evaluations.csv")).isEqualTo(before);
        try (Stream<Path> files = Files.list(data.resolve("searches/s"))) {
            assertThat(files.map(Path::toString)).noneMatch(name -> name.endsWith(".tmp"));
        }
    }

    @Test
    void refusesIdsThatLeadElsewhere() {
        assertThatThrownBy(() -> new ResultFiles(data).folder("../x")).isInstanceOf(InvalidInputException.class);
    }

    @Test
    void predictionsAreATableOfTheirOwn() throws IOException {
        ResultFiles files = new ResultFiles(data);
        files.writePredictions("s", List.of());
        assertThat(files.folder("s")).doesNotExist();
        files.writePredictions("s", FakeSearches.predictionRows());
        assertThat(files.folder("s").resolve("predictor.csv"))
                .hasContent(
                        "generation,metric,predictor,trained,samples,tau,mape,cross_validated_tau,half_width_90,coverage\n"
                                + "1,stories.nats_per_token,ridge,12,5,0.8,0.01,0.9,0.05,1");
    }

    private void write() {
        new ResultFiles(data).write("s", FakeSearches.spec("/m"), FakeSearches.members(), FakeSearches.rows());
    }

    private String read(String file) throws IOException {
        return Files.readString(data.resolve("searches/s").resolve(file));
    }
}
