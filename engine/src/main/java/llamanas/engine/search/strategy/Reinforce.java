package llamanas.engine.search.strategy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import llamanas.engine.search.Evaluated;
import llamanas.engine.search.Problem;
import llamanas.protocol.Randomness;
import llamanas.protocol.search.StrategyOption;
import llamanas.protocol.search.StrategySpec;
import llamanas.protocol.space.Genome;

/**
 * A controller trained by reinforcement learning (Zoph, Le: Neural Architecture Search with Reinforcement Learning, 2017): a
 * policy proposes, and REINFORCE (Williams 1992) makes probable what was better than a moving average, with a bonus
 * for entropy. To cover a front there is one policy for each of some preferences among the objectives, evenly spread.
 *
 * <p>What is measured is the work of all policies together, so each learns from every candidate, weighted by how much more
 * probable it is under the policy than under their mixture: a weight that can't exceed the number of policies. Genes
 * without effect in a candidate teach nothing. O(n log n + population * preferences * choices of all genes) a generation.
 */
final class Reinforce extends GenerationalStrategy {
    private static final int PREFERENCES = 10;

    private final double[][] preferences;
    private final PreferencePolicies policies;
    private final double[] baselines;
    private final double rate;
    private final double entropy;
    private final double decay;
    private boolean trained;

    Reinforce(Problem problem, StrategySpec spec, long seed, Hints hints) {
        super(problem, spec.population(), seed, hints);
        int objectives = problem.objectives();
        preferences = ReferenceDirections.of(objectives, ReferenceDirections.divisionsFor(objectives, PREFERENCES));
        policies = new PreferencePolicies(preferences.length, problem.space().choices());
        baselines = new double[preferences.length];
        rate = spec.option(StrategyOption.LEARNING_RATE);
        entropy = spec.option(StrategyOption.ENTROPY);
        decay = spec.option(StrategyOption.BASELINE_DECAY);
    }

    @Override
    void propose(Proposals proposals, Randomness random) {
        if (isSeeding() || !trained) {
            spread(proposals, random);
            return;
        }
        int[] next = {0};
        proposals.fillFrom(() -> policies.draw(next[0]++ % policies.count(), random));
        double oneGene = 1.0 / genes().count();
        proposals.fillFrom(() -> genes().mutate(policies.draw(next[0]++ % policies.count(), random), oneGene, random));
    }

    @Override
    void learn(List<Evaluated> generation) {
        List<Evaluated> all = new ArrayList<>(history());
        all.addAll(generation);
        if (generation.isEmpty() || all.stream().allMatch(Evaluated::failed)) {
            return;
        }
        PreferenceRewards rewards = new PreferenceRewards(all, problem().objectives());
        List<Sample> samples = generation.stream().map(this::sample).toList();
        double[][] weights = weights(samples);
        double[][][] gradient = new double[policies.count()][][];
        for (int p = 0; p < gradient.length; p++) {
            double[] advantages = advantages(generation, rewards, p);
            gradient[p] = gradient(samples, advantages, weights[p], policies.probabilities(p));
        }
        policies.step(gradient, rate);
        trained = true;
    }

    /**
     * A measured genome.
     *
     * @param matters by gene, whether another choice would have made another network
     */
    private record Sample(Genome genome, List<Boolean> matters) {}

    private Sample sample(Evaluated candidate) {
        Genome genome = problem().space().canonical(candidate.genome());
        return new Sample(
                genome,
                IntStream.range(0, genome.size())
                        .mapToObj(gene -> matters(genome, gene))
                        .toList());
    }

    private boolean matters(Genome genome, int gene) {
        int[] values = genome.toArray();
        values[gene] = (values[gene] + 1) % genes().choices(gene);
        return !problem().space().canonical(Genome.of(values)).equals(genome);
    }

    /** By preference and sample: the probability under the policy, relative to that under the mixture of all. */
    private double[][] weights(List<Sample> samples) {
        double[][] weights = new double[policies.count()][samples.size()];
        for (int p = 0; p < weights.length; p++) {
            double[][] probabilities = policies.probabilities(p);
            for (int s = 0; s < samples.size(); s++) {
                weights[p][s] = logProbability(samples.get(s), probabilities);
            }
        }
        for (int s = 0; s < samples.size(); s++) {
            int sample = s;
            double largest =
                    Arrays.stream(weights).mapToDouble(w -> w[sample]).max().orElse(0);
            double mean = Arrays.stream(weights)
                    .mapToDouble(w -> StrictMath.exp(w[sample] - largest))
                    .average()
                    .orElse(1);
            Arrays.stream(weights).forEach(w -> w[sample] = StrictMath.exp(w[sample] - largest) / mean);
        }
        return weights;
    }

    private static double logProbability(Sample sample, double[][] probabilities) {
        double sum = 0;
        for (int gene = 0; gene < probabilities.length; gene++) {
            double p = probabilities[gene][sample.genome.get(gene)];
            sum += sample.matters.get(gene) ? StrictMath.log(Math.max(p, Double.MIN_NORMAL)) : 0;
        }
        return sum;
    }

    /** Rewards above the baseline, in units of their spread; moves the baseline. */
    private double[] advantages(List<Evaluated> generation, PreferenceRewards rewards, int preference) {
        double[] values = generation.stream()
                .mapToDouble(c -> rewards.of(c, preferences[preference]))
                .toArray();
        double mean = Arrays.stream(values).average().orElse(0);
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElse(0);
        double keep = trained ? decay : 0;
        baselines[preference] = keep * baselines[preference] + (1 - keep) * mean;
        double unit = variance > 0 ? Math.sqrt(variance) : 1;
        return Arrays.stream(values)
                .map(v -> (v - baselines[preference]) / unit)
                .toArray();
    }

    /** Of the expected reward and of the entropy by the logits, {@code [gene][choice]}. */
    private double[][] gradient(List<Sample> samples, double[] advantages, double[] weights, double[][] probabilities) {
        double[][] gradient = PreferencePolicies.zeros(problem().space().choices());
        for (int gene = 0; gene < gradient.length; gene++) {
            for (int s = 0; s < advantages.length; s++) {
                Sample sample = samples.get(s);
                double step = sample.matters.get(gene) ? advantages[s] * weights[s] / advantages.length : 0;
                for (int choice = 0; choice < gradient[gene].length; choice++) {
                    gradient[gene][choice] -= step * probabilities[gene][choice];
                }
                gradient[gene][sample.genome.get(gene)] += step;
            }
            addEntropy(gradient[gene], probabilities[gene]);
        }
        return gradient;
    }

    private void addEntropy(double[] gradient, double[] probabilities) {
        double nats = -Arrays.stream(probabilities)
                .map(p -> p > 0 ? p * StrictMath.log(p) : 0)
                .sum();
        for (int choice = 0; choice < gradient.length; choice++) {
            double p = probabilities[choice];
            gradient[choice] -= p > 0 ? entropy * p * (StrictMath.log(p) + nats) : 0;
        }
    }
}
