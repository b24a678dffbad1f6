package llamanas.engine.search.predict;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.search.StrategySpec;

/** The learners by the names that they have in a spec: the one place that knows them. */
final class Learners {
    /** The one for few samples. */
    static final String SIMPLEST = StrategySpec.RIDGE;

    private static final Map<String, Learner> ALL = new TreeMap<>(Map.of(
            StrategySpec.RIDGE, new Ridge(),
            StrategySpec.SVR, new SupportVectors(),
            StrategySpec.TREES, new BoostedTrees()));

    private Learners() {}

    static Learner named(String name) {
        Learner learner = ALL.get(name);
        if (learner == null) {
            throw new IllegalArgumentException(name + " is not a learner; known are " + names());
        }
        return learner;
    }

    /** Sorted. */
    static List<String> names() {
        return List.copyOf(ALL.keySet());
    }
}
