package llamanas.engine.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import llamanas.engine.output.Json;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.SearchState;
import llamanas.protocol.search.SearchStatus;
import llamanas.protocol.search.SingleChangesStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people see while a model is prepared. */
class PreparingViewsTest {
    private static final SearchStatus TRAINING = status(
            "worker w1 prepares the model", new PreparationStatus("w1", "training", 220, 500, 3.4123, 52_000, 66_000));
    private static final SearchStatus WAITING = status("the model waits for a worker that prepares it", null);

    private static SearchStatus status(String message, @Nullable PreparationStatus preparing) {
        return new SearchStatus(
                "s",
                "s",
                SearchState.PREPARING,
                0,
                40,
                0,
                0,
                0,
                0,
                Double.NaN,
                60_000,
                -1,
                "12288",
                message,
                preparing);
    }

    @Test
    void theBarShowsStageShareLossAndTheEnd() {
        assertThat(ProgressBar.line(TRAINING))
                .isEqualTo(
                        "[########............]  training 220/500  44 %  loss 3.412  w1  1 min 00 s  ETA 1 min 06 s");
        assertThat(ProgressBar.line(WAITING))
                .isEqualTo("[....................]  the model waits for a worker that prepares it  1 min 00 s");
    }

    @Test
    void aStageWithoutLossOrTotalIsShownByItsName() {
        SearchStatus status = status("m", new PreparationStatus("w1", "ordering", 0, 0, Double.NaN, 0, -1));
        assertThat(ProgressBar.line(status)).isEqualTo("[....................]  ordering  w1  1 min 00 s  ETA unknown");
    }

    @Test
    void listAndStatusShowIt() {
        assertThat(Statuses.overviewText(List.of(TRAINING)))
                .containsPattern("s +preparing: training 44 % +0/40 .* - +1 min 00 s +1 min 06 s");
        assertThat(Statuses.details(TRAINING))
                .contains("preparing    training 220/500  44 %  loss 3.412")
                .contains("ETA          1 min 06 s to the end of this stage")
                .contains("worker w1 prepares the model");
        assertThat(Statuses.details(WAITING)).contains("ETA          -\n").doesNotContain("preparing    ");
    }

    @Test
    void programsGetAllOfIt() {
        assertThat(Json.readOurs(Json.write(TRAINING), SearchStatus.class)).isEqualTo(TRAINING);
        assertThat(Json.write(WAITING)).contains("\"preparing\":null");
        String csv = Statuses.exact(List.of(TRAINING, WAITING)).toCsv();
        assertThat(csv)
                .contains("message,preparing.worker,preparing.stage")
                .contains("prepares the model,w1,training,220,500,3.4123,52000,66000,0,,,,,,\n")
                .contains("that prepares it,,,,,,,,0,,,,,,\n");
    }

    @Test
    void singleChangesAreAPartOfWhatIsSpent() {
        SearchStatus status = changed(new SingleChangesStatus(120, 342, 15));
        assertThat(Statuses.details(status))
                .contains("evaluations  45 of 150, 2 failed")
                .contains("changes      120 single changes measured on 342 tokens, counted as 15 evaluations");
        assertThat(Statuses.overviewText(List.of(status))).contains("45/150");
        assertThat(ProgressBar.line(status)).contains("45/150");
        assertThat(Statuses.details(changed(new SingleChangesStatus(0, 0, 0))))
                .contains("changes      no single changes measured")
                .contains("evaluations  30 of 150");
    }

    private static SearchStatus changed(SingleChangesStatus changes) {
        return new SearchStatus(
                "s",
                "s",
                SearchState.RUNNING,
                1,
                150,
                28,
                2,
                0,
                4,
                1.1,
                60_000,
                90_000,
                "12288",
                null,
                null,
                null,
                0,
                Map.of(),
                null,
                changes,
                List.of(),
                List.of(),
                null);
    }
}
