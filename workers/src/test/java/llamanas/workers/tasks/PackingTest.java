package llamanas.workers.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PackingTest {
    private static ChoicePacker.Choice choice(int continuation, int... whole) {
        return new ChoicePacker.Choice(
                Arrays.copyOf(whole, whole.length - 1),
                Arrays.copyOfRange(whole, whole.length - continuation, whole.length));
    }

    @Test
    void choicesShareTheirPrefix() {
        List<Sequence> packed = ChoicePacker.pack(
                List.of(choice(2, 1, 2, 3, 4, 5, 6), choice(3, 1, 2, 3, 4, 7, 8, 9), choice(1, 1, 2, 3, 4, 5)), 10);
        assertThat(packed).hasSize(1);
        Sequence row = packed.get(0);
        assertThat(row.ids()).containsExactly(1, 2, 3, 4, 5, 7, 8);
        assertThat(row.positions()).containsExactly(0, 1, 2, 3, 4, 4, 5);
        assertThat(row.branches()).containsExactly(0, 0, 0, 0, 1, 2, 2);
        assertThat(row.rows()).containsExactly(3, 4, 3, 5, 6, 3);
        assertThat(row.targets()).containsExactly(5, 6, 7, 8, 9, 5);
        assertThat(row.owners()).containsExactly(10, 10, 11, 11, 11, 12);
    }

    @Test
    void choicesWithoutCommonStartStayApart() {
        List<Sequence> packed = ChoicePacker.pack(List.of(choice(2, 1, 2, 3), choice(2, 4, 5, 6)), 0);
        assertThat(packed).hasSize(2).noneMatch(Sequence::branched);
        assertThat(packed.get(1).targets()).containsExactly(5, 6);
        assertThat(packed.get(1).owners()).containsExactly(1, 1);
    }

    @Test
    void batchesHoldEverySequenceOnceTheLongestFirst() {
        List<Sequence> sequences = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            int[] ids = IntStream.range(0, 10 + (i * 37) % 300).toArray();
            sequences.add(Sequence.plain(ids, new int[] {ids.length - 1}, new int[] {i}, new int[] {i}));
        }
        List<PackedBatch> batches = PackedBatch.pack(sequences);
        List<Integer> owners = new ArrayList<>();
        int longest = Integer.MAX_VALUE;
        for (PackedBatch packed : batches) {
            assertThat(packed.batch().length()).isLessThanOrEqualTo(longest);
            longest = packed.batch().length();
            for (int r = 0; r < packed.rows().length; r++) {
                owners.add(packed.owners()[r]);
                long row = packed.rows()[r];
                assertThat(packed.batch().ids()[(int) row]).isEqualTo((int) (row % longest));
            }
        }
        assertThat(owners)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 100).boxed().toList());
    }
}
