package llamanas.protocol.wire;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import llamanas.protocol.search.DeviceTimings;
import llamanas.protocol.search.EvaluationOutcome;
import llamanas.protocol.search.Gates;
import llamanas.protocol.search.Inspection;
import llamanas.protocol.search.Preparation;
import llamanas.protocol.search.SingleChanges;

/** How a job ended. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "result")
@JsonSubTypes({
    @JsonSubTypes.Type(value = JobResult.Inspected.class, name = "inspected"),
    @JsonSubTypes.Type(value = JobResult.Prepared.class, name = "prepared"),
    @JsonSubTypes.Type(value = JobResult.GatesTrained.class, name = "gates"),
    @JsonSubTypes.Type(value = JobResult.SingleChangesMeasured.class, name = "single-changes"),
    @JsonSubTypes.Type(value = JobResult.DeviceTimed.class, name = "device"),
    @JsonSubTypes.Type(value = JobResult.Refused.class, name = "refused"),
    @JsonSubTypes.Type(value = JobResult.Evaluated.class, name = "evaluated")
})
public sealed interface JobResult {
    record Inspected(Inspection inspection) implements JobResult {}

    /**
     * The model is prepared.
     *
     * @param inspection of the spec on the prepared model
     */
    record Prepared(Preparation preparation, Inspection inspection) implements JobResult {}

    /** Gates on the model that is searched are trained. */
    record GatesTrained(Gates gates) implements JobResult {}

    /** The damage of each single change of the model that is searched is measured. */
    record SingleChangesMeasured(SingleChanges changes) implements JobResult {}

    /** The device is measured. */
    record DeviceTimed(DeviceTimings timings) implements JobResult {}

    /**
     * The spec, the model or a task can't be used, or its training came to nothing; the message is for the person who gave
     * them. Trying again would not help.
     */
    record Refused(String message) implements JobResult {}

    /** An evaluation ended, or any job broke: then with {@link EvaluationOutcome.Failed}. */
    record Evaluated(EvaluationOutcome outcome) implements JobResult {}
}
