package llamanas.engine.search.fidelity;

import llamanas.engine.search.Evaluated;
import llamanas.protocol.search.BlockSums;

/**
 * A candidate in a race.
 *
 * @param number of the candidate
 * @param seen its costs as far as it is measured; those of exact objectives are exact
 * @param sums what is measured of it
 */
public record Contestant(int number, Evaluated seen, BlockSums sums) {
    double cost(int objective) {
        return seen.costs().get(objective);
    }
}
