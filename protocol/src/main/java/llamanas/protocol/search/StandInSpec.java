package llamanas.protocol.search;

import org.jspecify.annotations.Nullable;

/**
 * What is searched in place of a model, for planning and for comparing strategies: measurements that were made before, or an
 * analytic function of the genes. One of {@code table} and {@code function} is given.
 *
 * @param table path of a CSV of evaluated sub-networks, the format of {@code evaluations.csv}
 * @param function name of an analytic function
 * @param genes how many genes it has
 * @param choices values of each gene, spread evenly over 0 to 1
 * @param objectives how many metrics, {@code f1}, {@code f2} and so on, it has
 */
public record StandInSpec(@Nullable String table, @Nullable String function, int genes, int choices, int objectives) {
    /** Measurements that were made before. */
    public static StandInSpec ofTable(String table) {
        return new StandInSpec(table, null, 0, 0, 0);
    }

    /** An analytic function. */
    public static StandInSpec ofFunction(String function, int genes, int choices, int objectives) {
        return new StandInSpec(null, function, genes, choices, objectives);
    }
}
