package llamanas.engine.app;

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
     * @param tellMillis of the generation before it, 0 for the first
     */
    record Generation(int told, double tellMillis, double askMillis) {
        double millis() {
            return tellMillis + askMillis;
        }
    }

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
        private double tellMillis;

        Watched(Strategy strategy) {
            this.strategy = strategy;
        }

        @Override
        public List<Genome> ask(int limit) {
            long start = System.nanoTime();
            List<Genome> asked = strategy.ask(limit);
            add(new Generation(told, tellMillis, millisSince(start)));
            tellMillis = 0;
            return asked;
        }

        @Override
        public void tell(List<Evaluated> generation) {
            long start = System.nanoTime();
            strategy.tell(generation);
            tellMillis += millisSince(start);
            told += generation.size();
        }

        @Override
        public List<PredictorQuality> predictorQuality() {
            return strategy.predictorQuality();
        }
    }

    private static double millisSince(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
