package llamanas.workers.llama;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.space.ModelShape;

/**
 * The config.json of a LLaMA-type checkpoint (LLaMA-2 and LLaMA-3 families), with the defaults of Hugging Face transformers
 * filled in. A config that asks for something else than this runtime computes is refused when it is read.
 *
 * @param file the config.json, for messages
 * @param hiddenSize width of the residual stream
 * @param intermediateSize neurons of each feed-forward block
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of one head; even
 * @param maxPositions longest sequence, in tokens
 * @param tiedEmbeddings whether the output projection is the embedding
 * @param attentionBias whether q, k, v and o projections have biases
 * @param mlpBias whether gate, up and down projections have biases
 * @param bosId the id that the config says a text begins with; the tokenizer's word counts more (see {@link Tokenizer#bosId})
 * @param eosIds ids that end a text; may be empty
 * @param dtype what the config says the weights are in: {@code float32}, {@code float16} or {@code bfloat16}
 * @param ignored keys that this program doesn't know and that it did not use, sorted, so that a caller can show them
 */
public record LlamaConfig(
        Path file,
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int vocabSize,
        int maxPositions,
        double rmsNormEps,
        boolean tiedEmbeddings,
        boolean attentionBias,
        boolean mlpBias,
        OptionalInt bosId,
        List<Integer> eosIds,
        Rope rope,
        String dtype,
        List<String> ignored) {
    /** Name of the file in a checkpoint folder. */
    public static final String FILE = "config.json";

    public LlamaConfig {
        eosIds = List.copyOf(eosIds);
        ignored = List.copyOf(ignored);
    }

    /**
     * Reads the config of a checkpoint folder.
     *
     * @throws llamanas.protocol.InvalidInputException where it is missing, malformed, or asks for what is not supported
     */
    public static LlamaConfig read(Path folder) {
        return LlamaConfigReader.read(folder.resolve(FILE));
    }

    /** The sizes that parameters, bytes and FLOPs follow from. */
    public ModelShape shape() {
        return new ModelShape(
                layers,
                hiddenSize,
                intermediateSize,
                heads,
                kvHeads,
                headDim,
                vocabSize,
                maxPositions,
                tiedEmbeddings,
                attentionBias,
                mlpBias);
    }

    /**
     * Checks that so many tokens have a place.
     *
     * @throws InvalidInputException where prompt and generated tokens together are longer than the context
     */
    public void requireContext(int prompt, int generate) {
        if (prompt + generate > maxPositions) {
            throw new InvalidInputException("a prompt of " + prompt + " tokens and " + generate + " generated ones are "
                    + (prompt + generate) + ": the model's context is " + maxPositions + " tokens (" + file
                    + "); ask for as many at most");
        }
    }

    /** The rotation frequencies of this model, radians per token: {@code [headDim / 2]}. */
    public double[] inverseFrequencies() {
        return rope.inverseFrequencies(headDim);
    }

    /**
     * Rotary position embedding.
     *
     * @param theta base of the frequencies
     */
    public record Rope(double theta, Scaling scaling) {
        /** {@code theta^(-2i / headDim)} for i below headDim / 2, then scaled. */
        public double[] inverseFrequencies(int headDim) {
            double[] frequencies = new double[headDim / 2];
            for (int i = 0; i < frequencies.length; i++) {
                frequencies[i] = scaling.apply(Math.pow(theta, -2.0 * i / headDim));
            }
            return frequencies;
        }
    }

    /** How a model trained on short contexts stretches its frequencies (transformers' {@code modeling_rope_utils}). */
    public sealed interface Scaling {
        /** The frequency in use for an original one, both in radians per token. */
        double apply(double frequency);
    }

    /** No scaling. */
    public record Unscaled() implements Scaling {
        @Override
        public double apply(double frequency) {
            return frequency;
        }
    }

    /** Every position is divided by the factor. */
    public record Linear(double factor) implements Scaling {
        @Override
        public double apply(double frequency) {
            return frequency / factor;
        }
    }

    /**
     * LLaMA 3.1's: long waves are stretched by the factor, short ones kept, those between blended.
     *
     * @param lowFreqFactor waves longer than originalContext / lowFreqFactor are long
     * @param highFreqFactor waves shorter than originalContext / highFreqFactor are short; above lowFreqFactor
     * @param originalContext context of the training before stretching, in tokens
     */
    public record Llama3(double factor, double lowFreqFactor, double highFreqFactor, int originalContext)
            implements Scaling {
        @Override
        public double apply(double frequency) {
            double wavesPerContext = originalContext * frequency / (2 * Math.PI);
            double kept = (wavesPerContext - lowFreqFactor) / (highFreqFactor - lowFreqFactor);
            double share = Math.max(0, Math.min(1, kept));
            return (1 - share) * frequency / factor + share * frequency;
        }
    }
}
