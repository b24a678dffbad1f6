package llamanas.workers.elastic;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.Provenance;
import llamanas.protocol.search.SingleChanges;
import llamanas.protocol.space.Architecture;
import llamanas.protocol.space.Genome;
import llamanas.protocol.space.SearchSpace;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.quant.NoKernelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how much each single change harms the full network. A changed network is run from the first layer on that differs, so that
 * a change costs half a forward pass in the mean, and its output layer.
 */
public final class SingleChangeMeter {
    private static final Logger LOG = LoggerFactory.getLogger(SingleChangeMeter.class);
    private static final String STAGE = "measuring single changes";

    private final SuperNetwork network;
    private final SearchSpace space;
    private final WithoutKernel withoutKernel;
    private final List<Genome> genomes;
    private final List<Architecture> changed;

    /** @param withoutKernel what becomes of bits that the device has no kernel for; such changes are left out where they are refused */
    public SingleChangeMeter(SuperNetwork network, SearchSpace space, WithoutKernel withoutKernel) {
        this.network = network;
        this.space = space;
        this.withoutKernel = withoutKernel;
        this.genomes = SingleChanges.of(space);
        this.changed = genomes.stream().map(space::architecture).toList();
    }

    /**
     * Measures all of them, or none where that would cost too much of the budget.
     *
     * @param text token ids of what an evaluation reads
     * @param budget evaluations of the search
     * @param by who does it
     * @param progress told after each change
     */
    public SingleChanges measure(List<int[]> text, int budget, Provenance by, Consumer<PrepareProgress> progress) {
        long start = System.nanoTime();
        ChangeSample sample = ChangeSample.of(text, genomes.size(), budget);
        if (sample.sequences().isEmpty()) {
            LOG.info(
                    "No single changes are measured: {} of them on a text of {} tokens cost too much of {} evaluations",
                    genomes.size(),
                    sample.all(),
                    budget);
            progress.accept(
                    new PrepareProgress("too many single changes for the budget, going without", 1, 1, Double.NaN));
        }
        double[] damages = damages(sample, progress);
        long millis = (System.nanoTime() - start) / 1_000_000;
        return new SingleChanges(
                space.genes(),
                changes(sample, damages),
                sample.tokens(),
                sample.all(),
                sample.evaluations(),
                by.forResult(by.dtype(), by.modelHash(), by.dataHash(), millis));
    }

    private List<SingleChanges.Change> changes(ChangeSample sample, double[] damages) {
        List<SingleChanges.Change> changes = new ArrayList<>();
        for (int i = 0; i < genomes.size() && sample.tokens() > 0; i++) {
            if (Double.isFinite(damages[i])) {
                changes.add(new SingleChanges.Change(genomes.get(i), damages[i]));
            } else {
                LOG.warn("A single change could not be measured: genes {}", genomes.get(i));
            }
        }
        return changes;
    }

    /** Nats/token by change; NaN for one that can't be measured. */
    private double[] damages(ChangeSample sample, Consumer<PrepareProgress> progress) {
        double[] sums = new double[changed.size()];
        List<List<int[]>> batches = PrefixStates.batches(sample.sequences());
        int total = batches.size() * sums.length;
        for (int b = 0; b < batches.size(); b++) {
            try (PrefixStates states = PrefixStates.of(network.model(), batches.get(b))) {
                for (int i = 0; i < sums.length; i++) {
                    sums[i] += divergence(states, changed.get(i));
                    progress.accept(new PrepareProgress(STAGE, b * (long) sums.length + i + 1, total, Double.NaN));
                }
            }
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= sample.tokens();
        }
        return sums;
    }

    private double divergence(PrefixStates states, Architecture architecture) {
        try (Subnetwork subnetwork = network.subnetwork(architecture, withoutKernel)) {
            return states.divergence(subnetwork, firstChange(architecture));
        } catch (NoKernelException e) {
            return Double.NaN;
        }
    }

    private int firstChange(Architecture architecture) {
        Architecture full = Architecture.full(space.shape());
        return IntStream.range(0, space.shape().layers())
                .filter(layer ->
                        !full.layers().get(layer).equals(architecture.layers().get(layer)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the full network is no change of itself"));
    }
}
