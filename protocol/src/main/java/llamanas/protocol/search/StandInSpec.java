package llamanas.protocol.search;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is searched in place of a model, for planning and for comparing strategies: measurements that were made before, or an
 * analytic function of the genes. One of {@code table} and {@code function} is given.
 *
 * @param table path of a CSV of evaluated sub-networks, the format of {@code evaluations.csv}
 * @param function one of {@link #FUNCTIONS}
 * @param genes how many genes it has
 * @param choices values of each gene, spread evenly over 0 to 1
 * @param objectives how many metrics, {@code f1}, {@code f2} and so on, it has; all are minimised
 */
public record StandInSpec(@Nullable String table, @Nullable String function, int genes, int choices, int objectives) {
    /** Of two objectives: Zitzler, Deb, Thiele (2000). */
    private static final String ZDT = "zdt";

    /** All analytic functions: those of Zitzler, Deb, Thiele (2000), and of Deb, Thiele, Laumanns, Zitzler (2002). */
    public static final List<String> FUNCTIONS =
            List.of("zdt1", "zdt2", "zdt3", "zdt4", "zdt6", "dtlz1", "dtlz2", "dtlz3", "dtlz4", "dtlz7");

    /** Measurements that were made before. */
    public static StandInSpec ofTable(String table) {
        return new StandInSpec(table, null, 0, 0, 0);
    }

    /** An analytic function. */
    public static StandInSpec ofFunction(String function, int genes, int choices, int objectives) {
        return new StandInSpec(null, function, genes, choices, objectives);
    }

    /** Names of the metrics of an analytic function. */
    public List<String> metrics() {
        return IntStream.rangeClosed(1, objectives).mapToObj(i -> "f" + i).toList();
    }

    /** Whether the function is one of those that have two objectives and no other number. */
    public static boolean hasTwoObjectives(String function) {
        return function.startsWith(ZDT);
    }
}
