package llamanas.workers.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaConfig;

/**
 * What memory a training takes, before it starts: arrays that live as long as it, and the largest moment of the largest pass,
 * which is the backward pass of the full network's last layer.
 *
 * @param lines what takes how much
 * @param mapped bytes of mapped files beside them, which take no memory that is needed elsewhere
 * @param keeps whether activations are kept for the backward pass, rather than computed again
 */
public record MemoryPlan(List<Line> lines, long mapped, boolean keeps) {
    private static final double MEBI = 1 << 20;
    private static final double GIBI = 1 << 30;

    /** One thing that takes memory, in bytes. */
    public record Line(String name, long bytes) {}

    public MemoryPlan {
        lines = List.copyOf(lines);
    }

    /** The plan of a training that keeps activations, or computes them again. */
    public static MemoryPlan of(LlamaConfig config, TrainingSize size, boolean keeps) {
        ActivationBytes activations = new ActivationBytes(config, size);
        long parameters = TrainingSize.parameters(config);
        long adapters = size.rank() == 0 ? 0 : AdapterSizes.parameters(config, size.rank());
        long trained = size.rank() == 0 ? parameters : adapters;
        int single = Dtype.FLOAT32.bytes();
        boolean own = size.compute() != Dtype.FLOAT32;
        List<Line> lines = new ArrayList<>();
        add(lines, "weights computed with", parameters * size.compute().bytes());
        add(lines, "adapters", adapters * size.compute().bytes());
        add(lines, "float32 masters", own ? trained * single : 0);
        add(lines, "gradients", trained * single);
        add(lines, "moments of AdamW", 2 * trained * single);
        add(lines, "networks as loaded", size.loaded().own());
        add(lines, "frozen head", activations.frozenHead());
        add(lines, keeps ? "activations, kept" : "activations, layer by layer", activations.layers(keeps));
        add(lines, "hidden states at the targets", activations.targets());
        add(lines, "logits", activations.logits());
        add(lines, "backward pass of a layer", activations.backward());
        add(lines, "gaps in the C library's heap", activations.gaps(keeps));
        return new MemoryPlan(lines, size.loaded().mapped(), keeps);
    }

    private static void add(List<Line> lines, String name, long bytes) {
        if (bytes > 0) {
            lines.add(new Line(name, bytes));
        }
    }

    /**
     * The plan that fits: activations are kept where there is room, unless the spec says which.
     *
     * @param checkpointing {@code on}, {@code off} or {@code auto}
     * @param available bytes that there are
     * @throws InvalidInputException where it does not fit
     */
    public static MemoryPlan choose(LlamaConfig config, TrainingSize size, String checkpointing, long available) {
        MemoryPlan keeping = of(config, size, true);
        MemoryPlan again = of(config, size, false);
        boolean keeps = checkpointing.equals(TrainSpec.OFF)
                || (checkpointing.equals(TrainSpec.AUTO) && keeping.total() <= available);
        MemoryPlan plan = keeps ? keeping : again;
        if (plan.total() > available) {
            throw new InvalidInputException("train: the training needs " + amount(plan.total())
                    + " of memory, expected at most the " + amount(available) + " that are free; "
                    + advice(config, size, plan, again, available) + ". What needs how much:\n" + plan.text());
        }
        return plan;
    }

    /** What of the spec to change, best first. */
    private static String advice(
            LlamaConfig config, TrainingSize size, MemoryPlan plan, MemoryPlan again, long available) {
        List<String> changes = new ArrayList<>();
        if (plan.keeps() && again.total() < plan.total()) {
            changes.add("checkpointing = on (then " + amount(again.total()) + ")");
        }
        if (size.rank() == 0) {
            TrainingSize adapted = size.adapted();
            changes.add("mode = lora (rank " + adapted.rank() + ": "
                    + amount(of(config, adapted, false).total()) + " with checkpointing = on)");
        }
        if (of(config, size.least(), false).total() <= available) {
            changes.add("a smaller batch (now " + size.batch() + ") or block (now " + size.block() + ")");
        }
        return changes.isEmpty() ? "use a device with more memory" : "try " + String.join(", or ", changes);
    }

    /** In bytes. */
    public long total() {
        return lines.stream().mapToLong(Line::bytes).sum();
    }

    /** A table for people. */
    public String text() {
        String rows = lines.stream().map(line -> row(line.name(), line.bytes())).collect(Collectors.joining());
        String beside = mapped == 0 ? "" : row("beside it: mapped files, which are no memory of its own", mapped);
        return rows + row("together", total()) + beside;
    }

    private static String row(String name, long bytes) {
        return String.format(Locale.ROOT, "  %12s  %s%n", amount(bytes), name);
    }

    private static String amount(long bytes) {
        return bytes < GIBI
                ? String.format(Locale.ROOT, "%.0f MiB", bytes / MEBI)
                : String.format(Locale.ROOT, "%.1f GiB", bytes / GIBI);
    }
}
