package llamanas.protocol.search;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which strategy proposes candidates, with its settings.
 *
 * @param name one of {@link #NAMES}
 * @param population candidates of one generation
 * @param crossover probability that two parents are recombined
 * @param mutation probability that one gene mutates; 0 stands for 1 / number of genes
 * @param predictions predictor calls of one inner search (LINAS only)
 * @param predictor one of {@link #PREDICTORS} (LINAS only); any other name, of an earlier version, stands for {@link #GAUSSIAN}
 * @param weights of the objectives, for one sum in place of the front; empty = the front
 * @param options by name, those of {@link StrategyOption#of(String)}; one that is missing has its standard value
 */
public record StrategySpec(
        String name,
        int population,
        double crossover,
        double mutation,
        int predictions,
        String predictor,
        List<Double> weights,
        Map<String, Double> options) {
    /** Damage of single changes, added up, and solved under every budget. */
    public static final String ADDITIVE = "additive";

    public static final String AGEING = "ageing";

    /** Evolution by switches of levels at equal size. */
    public static final String EVOPRESS = "evopress";

    /** Goes by {@link Gates}. */
    public static final String GRADIENT = "gradient";

    public static final String LINAS = "linas";
    public static final String NSGA2 = "nsga2";
    public static final String NSGA3 = "nsga3";
    public static final String RANDOM = "random";

    /** Policy gradient over the genes. */
    public static final String REINFORCE = "reinforce";

    /** All strategies. */
    public static final List<String> NAMES =
            List.of(ADDITIVE, AGEING, EVOPRESS, GRADIENT, LINAS, NSGA2, NSGA3, RANDOM, REINFORCE);

    /** What searches of earlier versions say, whose predictors are no more: they go on with {@link #GAUSSIAN}. */
    public static final String AUTO = "auto";

    /** Ridge regression: what each choice of each gene adds. */
    public static final String RIDGE = "ridge";

    /** Gaussian processes: what genes add and what pairs of them do beyond, and how far to believe it. */
    public static final String GAUSSIAN = "gaussian";

    /** All predictors. */
    public static final List<String> PREDICTORS = List.of(GAUSSIAN, RIDGE);

    public StrategySpec {
        predictor = predictor == null ? AUTO : predictor;
        weights = weights == null ? List.of() : List.copyOf(weights);
        options = options == null ? Map.of() : Map.copyOf(new TreeMap<>(options));
    }

    /** With the standard values of all else. */
    public StrategySpec(String name, int population, double crossover, double mutation, int predictions) {
        this(name, population, crossover, mutation, predictions, AUTO, List.of(), Map.of());
    }

    /** Whether the strategy has nothing to go by before gates are trained on the model. */
    public boolean needsGates() {
        return name.equals(GRADIENT);
    }

    /** Whether the strategy goes by {@link SingleChanges} where they are measured. */
    public boolean usesSingleChanges() {
        return name.equals(LINAS) || name.equals(ADDITIVE);
    }

    /** The value of an option of this strategy. */
    public double option(String option) {
        double standard = StrategyOption.of(name, option)
                .orElseThrow(() -> new IllegalArgumentException(name + " has no option " + option))
                .standard();
        return options.getOrDefault(option, standard);
    }
}
