package llamanas.workers.train;

import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.llama.Lesson;
import llamanas.workers.llama.TrainableModel;
import llamanas.workers.llama.TrainableModel.LossWeights;
import llamanas.workers.llama.TrainableModel.Outcome;
import llamanas.workers.llama.TrainableModel.Teacher;
import org.jspecify.annotations.Nullable;

/**
 * The one fine-tuning that makes all sub-networks good (LLaMA-NAS, arXiv 2405.18377), by InstaTune's loss (arXiv 2308.15609)
 *
 * <pre>{@code
 * L = mean over the visited networks S of  b_S (a CE(S) + (1 - a) KL(teacher || S))
 * }</pre>
 *
 * where the teacher is the network before training (frozen), or the full network of the same step, which then learns by
 * cross-entropy alone; {@code b_S = CE(full) / CE(S)}, smoothed over steps, where losses are balanced.
 *
 * <p>A step is a function of the state before it: sub-networks and blocks follow from the seed and the step's number. So a
 * training that was cut off and resumed ends in the same weights, bit by bit, on the same device with the same number of
 * threads.
 */
final class Trainer {
    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.95;
    private static final double EPSILON = 1e-8;
    private static final int POINTS = 100;
    private static final int HELD_OUT_POINTS = 10;
    private static final int HELD_OUT_BLOCKS = 32;

    /** A training whose smoothed loss has grown by this factor since its first step does not come back. */
    private static final double DIVERGED = 2;

    /** Told after each step; may save the state. */
    interface Listener {
        void stepDone(Ledger ledger, double loss);
    }

    private final TrainableModel model;
    private final TrainSpec spec;
    private final Schedule schedule;
    private final long[] full;
    private final long[] smallest;
    private final Lessons lessons;
    private final BlockOrder order;
    private final List<Lesson> heldOut;
    private final boolean keeps;

    /**
     * @param full plan of the teacher
     * @param smallest plan of the network whose loss on unseen text is shown beside the full one's
     * @param keeps whether activations are kept for the backward pass
     */
    Trainer(
            TrainableModel model,
            TrainSpec spec,
            Schedule schedule,
            long[] full,
            long[] smallest,
            Corpus corpus,
            long seed,
            boolean keeps) {
        this.model = model;
        this.spec = spec;
        this.schedule = schedule;
        this.full = full;
        this.smallest = smallest;
        this.lessons = new Lessons(corpus.train(), spec.batch());
        this.order = new BlockOrder(corpus.train().size(), seed);
        this.heldOut = new Lessons(corpus.heldOut(), spec.batch()).first(HELD_OUT_BLOCKS);
        this.keeps = keeps;
    }

    /**
     * Trains from where the ledger stands to the last step.
     *
     * @throws InvalidInputException where the loss is no number any more, or has grown beyond hope; the model is then
     *     useless, and the last saved state is the one to go back to
     */
    void run(Ledger ledger, Listener listener) {
        LearningRate rate = LearningRate.of(spec);
        if (ledger.step() == 0) {
            ledger.point(rate.at(0), heldOutLosses());
        }
        while (ledger.step() < spec.steps()) {
            int step = ledger.step();
            double loss = learn(step, ledger);
            double norm = model.step(new TrainableModel.Step(
                    step + 1L, rate.at(step), BETA1, BETA2, EPSILON, spec.weightDecay(), spec.clip()));
            refuseDivergence(step, loss, norm, ledger);
            ledger.stepDone();
            if (every(POINTS, ledger.step())) {
                ledger.point(rate.at(step), every(HELD_OUT_POINTS, ledger.step()) ? heldOutLosses() : Map.of());
            }
            listener.stepDone(ledger, loss);
        }
    }

    private boolean every(int points, int step) {
        return step % Math.max(1, spec.steps() / points) == 0 || step == spec.steps();
    }

    /** All passes of one step; gives the cross-entropy of its first network. */
    private double learn(int step, Ledger ledger) {
        double first = Double.NaN;
        for (int pass = 0; pass < spec.accumulation(); pass++) {
            long position = ((long) step * spec.accumulation() + pass) * spec.batch();
            double loss = learn(lessons.at(order, position), schedule.visits(step), ledger);
            first = pass == 0 ? loss : first;
        }
        return first;
    }

    private double learn(Lesson lesson, List<Visit> visits, Ledger ledger) {
        double first = Double.NaN;
        try (NDManager scope = model.newScope()) {
            @Nullable Teacher teacher = teacher(scope, lesson, visits);
            for (Visit visit : visits) {
                try (NDManager inner = scope.newSubManager()) {
                    boolean itself = visit.kind() == Visit.Kind.FULL && !frozen();
                    Outcome outcome = model.learn(
                            inner,
                            lesson,
                            visit.plan(),
                            itself ? null : teacher,
                            weights(visit, visits.size(), lesson, ledger, itself),
                            keeps);
                    double loss = record(visit, outcome, lesson.targets().length, ledger, itself);
                    first = Double.isNaN(first) ? loss : first;
                    if (itself) {
                        outcome.hidden().attach(scope);
                        teacher = model.asTeacher(outcome);
                    }
                }
            }
        }
        return first;
    }

    private boolean frozen() {
        return spec.teacher().equals(TrainSpec.FROZEN);
    }

    /** Null where the first visit is the full network, which then is the teacher of the others. */
    private @Nullable Teacher teacher(NDManager scope, Lesson lesson, List<Visit> visits) {
        if (frozen()) {
            return model.frozenTeacher(scope, lesson, full);
        }
        return visits.get(0).kind() == Visit.Kind.FULL
                ? null
                : model.asTeacher(model.losses(scope, lesson, full, null));
    }

    private LossWeights weights(Visit visit, int visits, Lesson lesson, Ledger ledger, boolean itself) {
        double one = 1.0 / (Math.max(1, lesson.targets().length) * (double) visits * spec.accumulation());
        double scale = one * balance(visit.kind(), ledger);
        return itself
                ? new LossWeights(scale, 0)
                : new LossWeights(scale * spec.crossEntropy(), scale * (1 - spec.crossEntropy()));
    }

    private double balance(Visit.Kind kind, Ledger ledger) {
        double reference = ledger.smoothed(Visit.Kind.FULL, Double.NaN);
        double own = ledger.smoothed(kind, Double.NaN);
        return spec.balance() && reference > 0 && own > 0 ? reference / own : 1;
    }

    private double record(Visit visit, Outcome outcome, int targets, Ledger ledger, boolean itself) {
        double crossEntropy = outcome.crossEntropy() / targets;
        double divergence = outcome.divergence() / targets;
        double loss =
                itself ? crossEntropy : spec.crossEntropy() * crossEntropy + (1 - spec.crossEntropy()) * divergence;
        ledger.add(visit.kind(), crossEntropy, loss);
        return crossEntropy;
    }

    private void refuseDivergence(int step, double loss, double norm, Ledger ledger) {
        if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
            throw diverged(step, "the loss is " + loss + ", the gradient's norm " + norm);
        }
        for (Visit.Kind kind : Visit.Kind.values()) {
            double now = ledger.smoothed(kind, 0);
            double begin = ledger.begin(kind, Double.MAX_VALUE);
            if (now > DIVERGED * begin) {
                throw diverged(step, "the loss of the " + kind.label + " network grew from " + begin + " to " + now);
            }
        }
    }

    private InvalidInputException diverged(int step, String what) {
        return new InvalidInputException("train: diverged in step " + (step + 1) + " of " + spec.steps() + ": " + what
                + "; lower learning-rate (found " + spec.learningRate() + ") or lengthen warmup");
    }

    private Map<String, Double> heldOutLosses() {
        Map<String, Double> losses = new TreeMap<>();
        if (!heldOut.isEmpty()) {
            losses.put("heldout.full", heldOutLoss(full));
            losses.put("heldout.smallest", heldOutLoss(smallest));
        }
        return losses;
    }

    private double heldOutLoss(long[] plan) {
        double sum = 0;
        long targets = 0;
        for (Lesson lesson : heldOut) {
            try (NDManager scope = model.newScope()) {
                sum += model.losses(scope, lesson, plan, null).crossEntropy();
                targets += lesson.targets().length;
            }
        }
        return sum / Math.max(1, targets);
    }
}
