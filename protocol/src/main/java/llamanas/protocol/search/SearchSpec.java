package llamanas.protocol.search;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that defines a search. Two searches with equal specs on equal data end in the same front.
 *
 * @param name what people call it
 * @param model path of the checkpoint folder, as the worker nodes see it
 * @param dtype {@code float32} or {@code bfloat16}: what weights are rounded to, what {@code bytes} counts and latencies are of;
 *     {@value #AUTO} for the dtype that the checkpoint is stored in
 * @param evaluations how many candidates to measure, the full network included
 * @param seed from which all randomness is derived
 * @param prepare how the model is prepared first; null = search it as it is
 * @param standIn what is searched in place of a model; null = the model
 * @param fidelity how candidates are measured on less than all of the data first; null = not at all
 * @param archive whether what earlier searches have measured of the same candidates counts as measured here
 * @param deployment how a sub-network would be used, which latency and memory are those of; null = nobody asks
 * @param interest bounds of what is worth an evaluation, one a metric; empty = found from the full network and the obvious ones
 * @param singleChanges whether the damage of each single change is measured before the search, for strategies that go by it;
 *     false in journals from before there was such a thing
 * @param computedIn dtype that quality is computed in, where {@link #dtype} was {@value #AUTO}; null = each worker decides
 */
public record SearchSpec(
        String name,
        String model,
        String dtype,
        List<TaskSpec> tasks,
        SpaceSpec space,
        List<Objective> objectives,
        List<Constraint> constraints,
        StrategySpec strategy,
        int evaluations,
        long seed,
        @Nullable PrepareSpec prepare,
        @Nullable StandInSpec standIn,
        @Nullable FidelitySpec fidelity,
        boolean archive,
        @Nullable DeploymentSpec deployment,
        List<Constraint> interest,
        boolean singleChanges,
        @Nullable String computedIn) {
    /** A dtype: as the checkpoint is stored, computed in what is fastest. */
    public static final String AUTO = "auto";

    /** What a search is in that has no checkpoint to look at. */
    private static final String FLOAT32 = "float32";

    public SearchSpec {
        tasks = List.copyOf(tasks);
        objectives = List.copyOf(objectives);
        constraints = constraints == null ? List.of() : List.copyOf(constraints);
        interest = interest == null ? List.of() : List.copyOf(interest);
    }

    /** A search of the model as it is. */
    public SearchSpec(
            String name,
            String model,
            String dtype,
            List<TaskSpec> tasks,
            SpaceSpec space,
            List<Objective> objectives,
            List<Constraint> constraints,
            StrategySpec strategy,
            int evaluations,
            long seed) {
        this(name, model, dtype, tasks, space, objectives, constraints, strategy, evaluations, seed, null);
    }

    /** A search that measures everything itself, on all of the data. */
    public SearchSpec(
            String name,
            String model,
            String dtype,
            List<TaskSpec> tasks,
            SpaceSpec space,
            List<Objective> objectives,
            List<Constraint> constraints,
            StrategySpec strategy,
            int evaluations,
            long seed,
            @Nullable PrepareSpec prepare) {
        this(
                name,
                model,
                dtype,
                tasks,
                space,
                objectives,
                constraints,
                strategy,
                evaluations,
                seed,
                prepare,
                null,
                null,
                false,
                null);
    }

    /** A search with no interest of its own, that goes by no single changes. */
    public SearchSpec(
            String name,
            String model,
            String dtype,
            List<TaskSpec> tasks,
            SpaceSpec space,
            List<Objective> objectives,
            List<Constraint> constraints,
            StrategySpec strategy,
            int evaluations,
            long seed,
            @Nullable PrepareSpec prepare,
            @Nullable StandInSpec standIn,
            @Nullable FidelitySpec fidelity,
            boolean archive,
            @Nullable DeploymentSpec deployment) {
        this(
                name,
                model,
                dtype,
                tasks,
                space,
                objectives,
                constraints,
                strategy,
                evaluations,
                seed,
                prepare,
                standIn,
                fidelity,
                archive,
                deployment,
                List.of(),
                false,
                null);
    }

    /**
     * The same search where a dtype of {@value #AUTO} is what a worker found the checkpoint to be in, and to be computed in the fastest.
     */
    public SearchSpec resolved(Inspection found) {
        return dtype.equals(AUTO)
                ? resolved(found.dtype() == null ? FLOAT32 : found.dtype(), found.computedIn())
                : this;
    }

    /** The same search in a dtype that weights are stored in, and one that quality is computed in. */
    public SearchSpec resolved(String stored, @Nullable String computed) {
        return with(model, stored, space, prepare, computed);
    }

    /** The same search over another checkpoint, which needs no preparation. */
    public SearchSpec on(String prepared) {
        return with(prepared, dtype, space, null, computedIn);
    }

    /** The same search over another space of the same checkpoint. */
    public SearchSpec in(SpaceSpec other) {
        return with(model, dtype, other, prepare, computedIn);
    }

    private SearchSpec with(
            String otherModel,
            String otherDtype,
            SpaceSpec otherSpace,
            @Nullable PrepareSpec otherPrepare,
            @Nullable String otherComputedIn) {
        return new SearchSpec(
                name,
                otherModel,
                otherDtype,
                tasks,
                otherSpace,
                objectives,
                constraints,
                strategy,
                evaluations,
                seed,
                otherPrepare,
                standIn,
                fidelity,
                archive,
                deployment,
                interest,
                singleChanges,
                otherComputedIn);
    }

    /** Metrics that are computed for any sub-network, from its shape and a profile of the device, and so never measured. */
    public List<String> computed() {
        return deployment == null
                ? Metrics.EXACT
                : Stream.concat(Metrics.EXACT.stream(), Metrics.computedFor(deployment).stream())
                        .toList();
    }

    /** Whether the damage of single changes is to be measured before the search: never where no model is searched. */
    public boolean needsSingleChanges() {
        return singleChanges && standIn == null;
    }

    /** Whether latencies are computed from a profile of the device, which has to be measured first. */
    public boolean needsProfile() {
        return deployment != null && deployment.latency().isComputed();
    }

    /** Whether the metric is {@link #computed()}. */
    public boolean computes(String metric) {
        return computed().contains(metric);
    }
}
