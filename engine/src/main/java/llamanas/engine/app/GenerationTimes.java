package llamanas.engine.app;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.engine.search.Strategy;
import llamanas.protocol.space.Genome;

/** How long strategies took to be asked and told. Thread-safe: strategies have threads of their own. */
final class GenerationTimes {
    /**
     * One generation.
     *
     * @param told evaluations that the strategy knew when it was asked
     * @param tellMillis of the generation before it, processor time; 0 for the first
     * @param askMillis processor time
     * @param wallMillis of both, by the clock on the wall
     */
    record Generation(int told, double tellMillis, double askMillis, double wallMillis) {
        double millis() {
            return tellMillis + askMillis;
        }
    }

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final List<Generation> generations = new ArrayList<>();

    /** The same strategy, watched. */
    Strategy of(Strategy watched) {
        return new Watched(watched);
    }

    /** Those that were asked for with so many evaluations known, the upper bound excluded. */
    synchronized List<Generation> between(int from, int to) {
        return generations.stream()
                .filter(g -> g.told() >= from && g.told() < to)
                .toList();
    }

    private synchronized void add(Generation generation) {
        generations.add(generation);
    }

    private final class Watched implements Strategy {
        private final Strategy strategy;
        private int told;
        private Stopwatch telling = Stopwatch.NONE;

        Watched(Strategy strategy) {
            this.strategy = strategy;
        }

        @Override
        public List<Genome> ask(int limit) {
            Stopwatch start = Stopwatch.now();
            List<Genome> asked = strategy.ask(limit);
            Stopwatch asking = start.past();
            add(new Generation(told, telling.cpu / 1e6, asking.cpu / 1e6, (telling.wall + asking.wall) / 1e6));
            telling = Stopwatch.NONE;
            return asked;
        }

        @Override
        public void tell(List<Evaluated> generation) {
            Stopwatch start = Stopwatch.now();
            strategy.tell(generation);
            telling = start.past();
            told += generation.size();
        }

        @Override
        public List<PredictorQuality> predictorQuality() {
            return strategy.predictorQuality();
        }
    }

    /** Two clocks, in ns: the processor's for this thread, which knows nothing of other load, and that on the wall. */
    private record Stopwatch(long cpu, long wall) {
        static final Stopwatch NONE = new Stopwatch(0, 0);

        static Stopwatch now() {
            return new Stopwatch(THREADS.getCurrentThreadCpuTime(), System.nanoTime());
        }

        Stopwatch past() {
            Stopwatch now = now();
            return new Stopwatch(now.cpu - cpu, now.wall - wall);
        }
    }
}
