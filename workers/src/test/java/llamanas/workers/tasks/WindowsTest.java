package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final int[] TOKENS = IntStream.range(0, 11).toArray();

    @Test
    void shortDocumentIsOneWindow() {
        List<Sequence> windows = Windows.of(TOKENS, 20, 3);
        assertThat(windows).hasSize(1);
        assertThat(windows.get(0).ids()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(windows.get(0).targets()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(windows.get(0).owners()).containsOnly(3);
    }

    /** As lm-evaluation-harness's get_rolling_token_windows does it: the last window reaches back to full length. */
    @Test
    void longDocumentIsCutSoThatEveryTokenIsScoredOnce() {
        List<Sequence> windows = Windows.of(TOKENS, 4, 0);
        assertThat(windows.stream().map(w -> w.ids().length)).containsOnly(4);
        List<Integer> scored = new ArrayList<>();
        for (Sequence window : windows) {
            for (int i = 0; i < window.targets().length; i++) {
                assertThat(window.ids()[window.rows()[i]] + 1).isEqualTo(window.targets()[i]);
                scored.add(window.targets()[i]);
            }
        }
        assertThat(scored).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(windows.get(2).ids()).containsExactly(6, 7, 8, 9);
        assertThat(windows.get(2).targets()).containsExactly(9, 10);
    }
}
