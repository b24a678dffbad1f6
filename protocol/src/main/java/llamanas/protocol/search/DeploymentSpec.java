package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How a sub-network would be used: what its latency and memory are those of.
 *
 * @param batch sequences at once
 * @param prompt tokens of each that are there before decoding starts
 * @param generate tokens of each that are decoded after them
 * @param latency where milliseconds come from
 * @param withoutKernel what becomes of bits that the device has no kernel for
 */
public record DeploymentSpec(int batch, int prompt, int generate, Latency latency, WithoutKernel withoutKernel) {
    /** One sequence, as long as a short conversation, on the device itself. */
    public static final DeploymentSpec DEFAULT =
            new DeploymentSpec(1, 128, 128, Latency.MEASURED, WithoutKernel.REFUSE);

    /** Where {@link Metrics#PREFILL_MS} and {@link Metrics#DECODE_MS} come from. */
    public enum Latency {
        /** Every candidate is run on the device. */
        @JsonProperty("measured")
        MEASURED,
        /** The device's peak of arithmetic and its bandwidth, measured once. */
        @JsonProperty("roofline")
        ROOFLINE,
        /** A table of what each kind of block takes, measured once. */
        @JsonProperty("table")
        TABLE,
        /** The table, corrected by a fit to whole sub-networks. */
        @JsonProperty("learned")
        LEARNED;

        /** Whether it is computed from a profile of the device, so that no candidate has to be run for it. */
        public boolean isComputed() {
            return this != MEASURED;
        }

        /** The name in files and messages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static List<String> labels() {
            return Stream.of(values()).map(Latency::label).toList();
        }
    }

    /** What becomes of bits that the device has no kernel for. */
    public enum WithoutKernel {
        /** The candidate counts as infeasible. */
        @JsonProperty("refuse")
        REFUSE,
        /** It is computed with weights that are dequantized first: the same numbers, without the speed. */
        @JsonProperty("dequantize")
        DEQUANTIZE;

        /** The name in files and messages. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static List<String> labels() {
            return Stream.of(values()).map(WithoutKernel::label).toList();
        }
    }

    /** The same, with latencies from elsewhere. */
    public DeploymentSpec with(Latency from) {
        return new DeploymentSpec(batch, prompt, generate, from, withoutKernel);
    }

    /** Positions of one sequence at its end. */
    public int context() {
        return prompt + generate;
    }
}
