package llamanas.engine.search.strategy;

import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.PredictorQuality;
import llamanas.protocol.space.Genome;

/** What a predictor tells {@link Linas}: what genomes may come to, and which of them to measure. */
interface Foresight {
    /** What measuring canonical genomes is expected to give, in their order and in {@link llamanas.engine.search.Problem#measured()}. */
    List<Evaluated> predict(List<Genome> genomes);

    /**
     * Those worth measuring, the best first; fewer than asked for where no others promise anything.
     *
     * @param front what is measured and not dominated, as the problem compares it
     * @param candidates predicted and unmeasured, as the problem compares them
     */
    List<Genome> choose(List<Evaluated> front, List<Evaluated> candidates, int count);

    /** How well a generation was foreseen, one entry an expensive objective. */
    List<PredictorQuality> quality(int generation, List<Evaluated> measured);
}
