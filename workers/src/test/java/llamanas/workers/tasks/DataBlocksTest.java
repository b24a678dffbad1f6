package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.search.Share;
import org.junit.jupiter.api.Test;

class DataBlocksTest {
    private static List<Integer> lengths(int count) {
        return IntStream.range(0, count).map(i -> 1 + i * i % 97).boxed().toList();
    }

    @Test
    void sharesThatMeetTakeEachUnitOnce() {
        for (int count : new int[] {1, 2, 7, 99, 100, 101, 1234}) {
            DataBlocks blocks = DataBlocks.of(lengths(count));
            List<Integer> units = new ArrayList<>(blocks.units(new Share(0, 0.1)));
            units.addAll(blocks.units(new Share(0.1, 0.3)));
            units.addAll(blocks.units(new Share(0.3, 1)));
            assertThat(units)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, count).boxed().toList());
        }
    }

    @Test
    void blocksAreOfLikeSizeAndMixed() {
        List<Integer> lengths = lengths(1000);
        DataBlocks blocks = DataBlocks.of(lengths);
        int[] sizes = new int[blocks.count()];
        IntStream.range(0, 1000).forEach(unit -> sizes[blocks.of(unit)] += lengths.get(unit));
        double mean = IntStream.of(sizes).average().orElseThrow();
        assertThat(IntStream.of(sizes).min().orElseThrow()).isGreaterThan((int) (0.9 * mean));
        assertThat(IntStream.of(sizes).max().orElseThrow()).isLessThan((int) (1.1 * mean));
        assertThat(blocks.units(new Share(0, 0.1)))
                .hasSize(100)
                .isNotEqualTo(IntStream.range(0, 100).boxed().toList());
    }

    @Test
    void aTenthOfAHundredBlocksIsTen() {
        assertThat(new Share(0.1, 0.3).firstOf(100)).isEqualTo(10);
        assertThat(new Share(0.1, 0.3).endOf(100)).isEqualTo(30);
        assertThat(new Share(0, 0.1).endOf(5)).isOne();
    }
}
