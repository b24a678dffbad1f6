package llamanas.protocol.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Inspection;

/** How a job ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobResult.Inspected.class, name = "inspected"),
    @JsonSubTypes.Type(value = JobResult.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = JobResult.Evaluated.class, name = "evaluated")
})
public sealed interface JobResult {
    record Inspected(Inspection inspection) implements JobResult {}

    /** The spec, the model or a task can't be used; the message is for the person who gave them. */
    record Refused(String message) implements JobResult {}

    record Evaluated(EvaluationOutcome outcome) implements JobResult {}
}
