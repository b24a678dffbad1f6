package llamanas.protocol.search;

/**
 * Which strategy proposes candidates, with its settings.
 *
 * @param name {@code linas}, {@code nsga2} or {@code random}
 * @param population candidates of one generation
 * @param crossover probability that two parents are recombined
 * @param mutation probability that one gene mutates; 0 stands for 1 / number of genes
 * @param predictions predictor calls of one inner search (LINAS only)
 */
public record StrategySpec(String name, int population, double crossover, double mutation, int predictions) {
    public static final String LINAS = "linas";
    public static final String NSGA2 = "nsga2";
    public static final String RANDOM = "random";
}
