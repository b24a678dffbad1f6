package llamanas.workers.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import llamanas.protocol.search.PreparationStatus;
import llamanas.protocol.search.PrepareProgress;
import org.junit.jupiter.api.Test;

class StageClockTest {
    private final AtomicLong nanos = new AtomicLong(-7_000_000);
    private final StageClock clock = new StageClock(nanos::get);

    private void at(long millis, String stage, long done, long total) {
        nanos.set(millis * 1_000_000);
        clock.accept(new PrepareProgress(stage, done, total, 3.5));
    }

    private PreparationStatus status() {
        PreparationStatus status = clock.status("w");
        assertThat(status).isNotNull();
        return status;
    }

    @Test
    void knowsNothingBeforeItIsTold() {
        assertThat(clock.status("w")).isNull();
    }

    @Test
    void estimatesTheEndOfAStage() {
        at(1000, "training", 0, 500);
        assertThat(status()).isEqualTo(new PreparationStatus("w", "training", 0, 500, 3.5, 0, -1));
        at(3000, "training", 100, 500);
        assertThat(status()).isEqualTo(new PreparationStatus("w", "training", 100, 500, 3.5, 2000, 8000));
        at(11_000, "training", 500, 500);
        assertThat(status().etaMillis()).isZero();
    }

    @Test
    void countsFromWhereThisWorkerBegan() {
        at(0, "training", 400, 500);
        at(1000, "training", 450, 500);
        assertThat(status().etaMillis()).isEqualTo(1000);
        assertThat(status().percent()).isEqualTo(90);
    }

    @Test
    void beginsAnewWithEachStage() {
        at(0, "ordering", 0, 8);
        at(5000, "ordering", 8, 8);
        at(6000, "training", 0, 10);
        nanos.set(6_500_000_000L);
        assertThat(status().elapsedMillis()).isEqualTo(500);
        assertThat(status().etaMillis()).isEqualTo(-1);
    }
}
