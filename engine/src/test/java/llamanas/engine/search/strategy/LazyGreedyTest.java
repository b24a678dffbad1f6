package llamanas.engine.search.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.protocol.Randomness;
import org.junit.jupiter.api.Test;

class LazyGreedyTest {
    private static final int SETS = 30;
    private static final int POINTS = 60;

    /** Sets of points gain what they cover beyond the others: found with few looks, it is what looking at all of them finds. */
    @Test
    void choosesWhatLookingAtAllWouldChoose() {
        Randomness random = Randomness.of(5, 0);
        List<BitSet> sets =
                IntStream.range(0, SETS).mapToObj(i -> drawn(random)).toList();
        int[] looks = {0};
        BitSet covered = new BitSet();
        List<Integer> chosen = LazyGreedy.choose(
                SETS,
                10,
                i -> {
                    looks[0]++;
                    return gain(sets.get(i), covered);
                },
                i -> covered.or(sets.get(i)));
        assertThat(chosen).isEqualTo(lookingAtAll(sets, 10));
        assertThat(looks[0]).isLessThan(SETS * chosen.size() / 2);
    }

    @Test
    void leavesOutWhatGainsNothing() {
        assertThat(LazyGreedy.choose(3, 3, i -> i == 1 ? 1 : 0, i -> {})).containsExactly(1);
        assertThat(LazyGreedy.choose(3, 0, i -> 1, i -> {})).isEmpty();
    }

    private static BitSet drawn(Randomness random) {
        BitSet set = new BitSet();
        int count = 1 + random.nextInt(12);
        IntStream.range(0, count).forEach(i -> set.set(random.nextInt(POINTS)));
        return set;
    }

    private static int gain(BitSet set, BitSet covered) {
        BitSet more = (BitSet) set.clone();
        more.andNot(covered);
        return more.cardinality();
    }

    private static List<Integer> lookingAtAll(List<BitSet> sets, int count) {
        List<Integer> chosen = new ArrayList<>();
        BitSet covered = new BitSet();
        while (chosen.size() < count) {
            int best = 0;
            for (int i = 1; i < sets.size(); i++) {
                best = gain(sets.get(i), covered) > gain(sets.get(best), covered) ? i : best;
            }
            if (gain(sets.get(best), covered) == 0) {
                return chosen;
            }
            covered.or(sets.get(best));
            chosen.add(best);
        }
        return chosen;
    }
}
