package llamanas.protocol.search;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** How an evaluation ended. Expected failures are values. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "outcome")
@JsonSubTypes({
    @JsonSubTypes.Type(value = EvaluationOutcome.Succeeded.class, name = "succeeded"),
    @JsonSubTypes.Type(value = EvaluationOutcome.Infeasible.class, name = "infeasible"),
    @JsonSubTypes.Type(value = EvaluationOutcome.Failed.class, name = "failed")
})
public sealed interface EvaluationOutcome {
    record Succeeded(Measurement measurement) implements EvaluationOutcome {}

    /** The candidate can't be measured on this device at all; trying again would not help. */
    record Infeasible(String reason) implements EvaluationOutcome {}

    /** Something broke; another try may succeed. */
    record Failed(String reason) implements EvaluationOutcome {}
}
