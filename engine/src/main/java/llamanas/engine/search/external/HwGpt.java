package llamanas.engine.search.external;

import java.util.List;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.engine.search.race.Yardstick;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.GeneSpace;
import llamanas.protocol.space.Genome;

/**
 * HW-GPT-Bench S (automl/HW-GPT-Bench, NeurIPS 2024): perplexity, which a network predicts that was fitted to 10,000 measured
 * sub-networks, against parameters, which are computed.
 */
public final class HwGpt implements Benchmark, Problem {
    public static final String NAME = "hw-gpt-s";

    private static final List<Double> GOALS = List.of(0.95, 0.985, 0.993);

    private final HwGptSpace space;
    private final DenseNetwork perplexity;
    private final Yardstick yardstick;

    /**
     * The benchmark.
     *
     * @param perplexity of a sub-network, from its genes one-hot
     * @param front {@code [member][perplexity, parameters]}, the best that is known
     * @throws InvalidInputException where the network does not fit the space, or the front is empty
     */
    public HwGpt(HwGptSpace space, DenseNetwork perplexity, List<List<Double>> front) {
        if (!perplexity.fits(space.inputs())) {
            throw new InvalidInputException("found layers that do not lead from " + space.inputs()
                    + " inputs, as the choices make, to one output; expected w and b of such a network");
        }
        if (front.isEmpty()) {
            throw new InvalidInputException("found no member of the best-known front; expected one at least");
        }
        this.space = space;
        this.perplexity = perplexity;
        Genome any = space.smallest();
        this.yardstick = Yardstick.of(
                front.stream().map(costs -> new Evaluated(any, costs, 0)).toList());
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> metrics() {
        return List.of("perplexity", "parameters");
    }

    @Override
    public Problem problem() {
        return this;
    }

    @Override
    public Evaluated measure(Genome genome) {
        double predicted = perplexity.of(space.oneHot(genome));
        return new Evaluated(genome, List.of(predicted, (double) space.parameters(genome)), 0);
    }

    @Override
    public Yardstick yardstick() {
        return yardstick;
    }

    @Override
    public List<Double> goals() {
        return GOALS;
    }

    @Override
    public GeneSpace space() {
        return space;
    }

    @Override
    public double[] exactCosts(Genome genome) {
        return new double[] {Double.NaN, space.parameters(genome)};
    }

    @Override
    public boolean feasible(Genome genome) {
        return true;
    }

    /** As for a model: the full network and the smallest one. */
    @Override
    public List<Genome> initial() {
        return List.of(space.largest(), space.smallest());
    }
}
