package llamanas.engine.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Any number of searches, one of which ends the process whenever it is brought back. */
class RecoveriesTest {
    private RecoveryMarks marks = RecoveryMarks.inMemory();

    @BeforeProperty
    void forget() {
        marks = RecoveryMarks.inMemory();
    }

    /** One start of a node: searches come up in any order, until it is the deadly one's turn. Whether the process outlived it. */
    private boolean outlived(List<String> searches, String deadly, Random random, Set<String> up) {
        Recoveries recoveries = new Recoveries(marks);
        List<String> open = new ArrayList<>(recoveries.atOnce(searches));
        open.forEach(recoveries::begun);
        Optional<String> next = recoveries.next();
        while (true) {
            next.ifPresent(suspect -> {
                assertThat(open).as("a suspect is alone").isEmpty();
                recoveries.begun(suspect);
                open.add(suspect);
            });
            if (open.isEmpty()) {
                return true;
            }
            String one = open.remove(random.nextInt(open.size()));
            if (one.equals(deadly)) {
                return false;
            }
            recoveries.up(one);
            up.add(one);
            next = recoveries.next();
        }
    }

    @Property(tries = 300)
    void theDeadlyOneIsFoundAndNobodyElse(@ForAll @IntRange(min = 1, max = 12) int count, @ForAll long seed) {
        marks = RecoveryMarks.inMemory();
        Random random = new Random(seed);
        List<String> searches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            searches.add("s" + i);
        }
        String deadly = searches.get(random.nextInt(count));
        int starts = 1;
        TreeSet<String> up = new TreeSet<>();
        while (!outlived(searches, deadly, random, up)) {
            starts++;
            up.clear();
            assertThat(starts).as("two deaths are enough").isLessThanOrEqualTo(3);
        }
        assertThat(starts).isEqualTo(3);
        assertThat(new Recoveries(marks).aside(deadly)).isPresent();
        assertThat(up).hasSize(count - 1).doesNotContain(deadly);
        assertThat(marks.left()).containsOnlyKeys(deadly);
    }

    @Property(tries = 50)
    void anOrderlyEndBlamesNobody(@ForAll @IntRange(min = 0, max = 1) int before) {
        marks = RecoveryMarks.inMemory();
        if (before > 0) {
            marks.begun("s", before);
        }
        for (int start = 0; start < 5; start++) {
            Recoveries recoveries = new Recoveries(marks);
            recoveries.atOnce(List.of("s")).forEach(recoveries::begun);
            recoveries.next().ifPresent(recoveries::begun);
            recoveries.stopped();
            assertThat(recoveries.aside("s")).isEmpty();
            assertThat(marks.left().getOrDefault("s", 0)).isEqualTo(before);
        }
    }
}
