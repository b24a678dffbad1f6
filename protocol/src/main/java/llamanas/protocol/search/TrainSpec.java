package llamanas.protocol.search;

import java.util.List;

/**
 * How a super-network is fine-tuned once, so that all of its sub-networks become good (LLaMA-NAS, arXiv 2405.18377;
 * InstaTune, arXiv 2308.15609).
 *
 * @param data text ({@code .txt}), JSONL with a {@code text}, or instructions in Alpaca's format; empty = text that the model
 *     itself writes
 * @param ownTokens tokens that the model writes where {@code data} is empty
 * @param mode {@code full}: all weights; {@code lora}: low-rank adapters on the projections, merged at the end
 * @param rank of the adapters
 * @param schedule {@code sandwich}: the full network, the smallest and random ones in every step; {@code alternate}: the full
 *     network in one step, a random sub-network in the next
 * @param subnetworks random sub-networks of a sandwich step
 * @param steps optimiser steps
 * @param batch sequences of a forward pass
 * @param accumulation forward passes whose gradients make one step
 * @param block tokens of a sequence
 * @param learningRate its peak
 * @param warmup share of the steps in which it rises
 * @param finalRate where the cosine ends, as a share of the peak
 * @param weightDecay of matrices, not of norms and biases
 * @param clip largest norm of the gradient; 0 = no limit
 * @param crossEntropy weight {@code a} of the cross-entropy; the divergence from the teacher weighs {@code 1 - a}
 * @param teacher {@code full}: the full network as it is at that step; {@code frozen}: the network as it was before training
 * @param balance whether losses of sub-networks are scaled to the size of the full network's (AmoebaLLM, arXiv 2411.10606)
 * @param dtype what is computed in: {@code float32}, {@code bfloat16}, or {@code auto} = bfloat16 where the device has
 *     instructions for it; master weights are float32 always
 * @param checkpointing of activations: {@code on} computes them again in the backward pass, {@code off} keeps them,
 *     {@code auto} keeps them where they fit
 * @param saveMinutes minutes between two saved states
 */
public record TrainSpec(
        List<String> data,
        long ownTokens,
        String mode,
        int rank,
        String schedule,
        int subnetworks,
        int steps,
        int batch,
        int accumulation,
        int block,
        double learningRate,
        double warmup,
        double finalRate,
        double weightDecay,
        double clip,
        double crossEntropy,
        String teacher,
        boolean balance,
        String dtype,
        String checkpointing,
        double saveMinutes) {
    public static final String FULL = "full";
    public static final String LORA = "lora";
    public static final String SANDWICH = "sandwich";
    public static final String ALTERNATE = "alternate";
    public static final String FROZEN = "frozen";
    public static final String AUTO = "auto";
    public static final String ON = "on";
    public static final String OFF = "off";

    public TrainSpec {
        data = data == null ? List.of() : List.copyOf(data);
    }

    /** Whether the model writes its own training text. */
    public boolean dataFree() {
        return data.isEmpty();
    }
}
