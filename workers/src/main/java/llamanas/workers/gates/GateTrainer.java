package llamanas.workers.gates;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.space.Cost;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.llama.GatedModel;
import llamanas.workers.llama.Lesson;
import llamanas.workers.llama.LlamaModel;

/**
 * Trains gates for a sweep over the weight of size. At each point, from the lowest weight to the highest and each from where the
 * one before ended, some steps of Adam on
 *
 * <pre>{@code
 * L = cross-entropy of the relaxed network  (nats/token)
 *   + l2 (E[parameters] / parameters + r E[FLOPs] / FLOPs)
 *   + entropy price x mean entropy of the genes
 * }</pre>
 *
 * with the weights of the network frozen. FLOPs of one sequence as long as the context stand for latency, until latency is
 * measured. A step is a function of those before it and of the seed: equal settings on equal text and as many threads give
 * equal gates.
 */
public final class GateTrainer {
    /** Tokens of a step, padding included. */
    private static final int STEP_TOKENS = 1024;

    private static final String STAGE = "training gates";

    private final LlamaModel model;
    private final SearchSpace space;
    private final GateSettings settings;
    private final Relaxation relaxation;
    private final ExpectedCost size;
    private final ExpectedCost latency;

    /**
     * Refuses a space that gates can't be trained on, before anything is loaded for it.
     *
     * @throws InvalidInputException where something varies that can't be relaxed
     */
    public static void check(SearchSpace space) {
        new Relaxation(space);
    }

    public GateTrainer(LlamaModel model, SearchSpace space, GateSettings settings) {
        this.model = model;
        this.space = space;
        this.settings = settings;
        this.relaxation = new Relaxation(space);
        this.size = new ExpectedCost(space, a -> Cost.parameters(space.shape(), a));
        this.latency = new ExpectedCost(
                space, a -> Cost.flops(space.shape(), a, space.shape().context()));
    }

    /**
     * @param sequences token ids
     * @param progress told after each step
     * @return the points, by ascending weight
     * @throws InvalidInputException where there is no text, or the loss is no number
     */
    public List<Gates.Point> train(List<int[]> sequences, long seed, Consumer<PrepareProgress> progress) {
        GateLessons lessons = new GateLessons(sequences, STEP_TOKENS, seed);
        Logits logits = new Logits(space.choices());
        List<Gates.Point> points = new ArrayList<>();
        int total = settings.points() * settings.steps();
        try (GatedModel gated = GatedModel.of(model, relaxation.runs())) {
            for (int point = 0; point < settings.points(); point++) {
                double weight = settings.sizeWeight(point);
                Deque<Double> losses = new ArrayDeque<>();
                for (int step = 0; step < settings.steps(); step++) {
                    int number = point * settings.steps() + step;
                    losses.add(step(gated, lessons.at(number), logits, weight, step));
                    if (losses.size() > lessons.size()) {
                        losses.remove();
                    }
                    progress.accept(new PrepareProgress(STAGE, number + 1L, total, losses.getLast()));
                }
                points.add(point(logits, weight, losses));
            }
        }
        return List.copyOf(points);
    }

    /** Gives the loss before the step, nats/token. */
    private double step(GatedModel gated, Lesson lesson, Logits logits, double weight, int step) {
        double temperature = settings.temperature(step);
        double[][] probabilities = logits.probabilities(temperature);
        GatedModel.Outcome outcome = gated.learn(lesson, relaxation.gates(probabilities));
        int tokens = lesson.targets().length;
        double loss = outcome.crossEntropy() / tokens;
        if (!Double.isFinite(loss)) {
            throw new InvalidInputException("gates: the loss is " + loss
                    + " with the model's weights as they are; expected a number, is the checkpoint sound?");
        }
        double[][] slopes = Arrays.stream(probabilities)
                .map(gene -> new double[gene.length])
                .toArray(double[][]::new);
        relaxation.addSlopes(perToken(outcome.slopes(), tokens), probabilities, slopes);
        size.addSlopes(weight, probabilities, slopes);
        latency.addSlopes(weight * settings.latencyWeight(), probabilities, slopes);
        Entropy.addSlopes(settings.entropy(step), probabilities, slopes);
        logits.step(probabilities, slopes, temperature, settings.rate());
        return loss;
    }

    private static double[][] perToken(double[][] sums, int tokens) {
        return Arrays.stream(sums)
                .map(row -> Arrays.stream(row).map(sum -> sum / tokens).toArray())
                .toArray(double[][]::new);
    }

    private Gates.Point point(Logits logits, double weight, Deque<Double> losses) {
        double[][] probabilities = logits.probabilities(settings.temperature());
        return new Gates.Point(
                weight,
                losses.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
                size.at(probabilities),
                latency.at(probabilities),
                Arrays.stream(probabilities)
                        .map(gene -> Arrays.stream(gene).boxed().toList())
                        .toList());
    }
}
