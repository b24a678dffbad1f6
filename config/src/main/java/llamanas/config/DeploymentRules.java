package llamanas.config;

import static llamanas.config.SpecRules.require;

import java.util.Locale;
import java.util.stream.Stream;
import llamanas.config.SpecRules.Violation;
import llamanas.protocol.search.Constraint;
import llamanas.protocol.search.DeploymentSpec;
import llamanas.protocol.search.DeploymentSpec.Latency;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.search.Metrics;
import llamanas.protocol.search.Objective;
import llamanas.protocol.search.SearchSpec;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code deployment} of a search spec: how it is read, and what has to hold for it. Whether the model's context is
 * long enough is for the worker to find out, which has the model.
 */
final class DeploymentRules {
    private static final String SECTION = "deployment";
    private static final DeploymentSpec DEFAULT = DeploymentSpec.DEFAULT;

    private DeploymentRules() {}

    static DeploymentSpec read(Section deployment) {
        String latency = deployment.choice("latency", DEFAULT.latency().label(), Latency.labels());
        String without =
                deployment.choice("without-kernel", DEFAULT.withoutKernel().label(), WithoutKernel.labels());
        return new DeploymentSpec(
                deployment.whole("batch", 1, DEFAULT.batch()),
                deployment.whole("prompt", 1, DEFAULT.prompt()),
                deployment.whole("generate", 1, DEFAULT.generate()),
                Latency.valueOf(latency.toUpperCase(Locale.ROOT)),
                WithoutKernel.valueOf(without.toUpperCase(Locale.ROOT)));
    }

    static Stream<@Nullable Violation> of(SearchSpec spec) {
        DeploymentSpec deployment = spec.deployment();
        return deployment == null ? Stream.empty() : of(deployment, spec);
    }

    private static Stream<@Nullable Violation> of(DeploymentSpec deployment, SearchSpec spec) {
        return Stream.of(
                require(
                        spec.standIn() == null,
                        SECTION,
                        "it together with a stand-in",
                        "a model: a stand-in can't be deployed"),
                require(deployment.batch() >= 1, SECTION + ".batch", deployment.batch(), "1 or more"),
                require(deployment.prompt() >= 1, SECTION + ".prompt", deployment.prompt(), "1 or more tokens"),
                require(deployment.generate() >= 1, SECTION + ".generate", deployment.generate(), "1 or more tokens"),
                require(
                        spec.fidelity() == null || !measures(spec),
                        "fidelity",
                        "it together with metrics that are measured on the device",
                        "deployment.latency = table, roofline or learned: only tasks have shares of data"));
    }

    /** Whether an objective or a constraint is a metric that every candidate has to be run on the device for. */
    private static boolean measures(SearchSpec spec) {
        return Stream.concat(
                        spec.objectives().stream().map(Objective::metric),
                        spec.constraints().stream().map(Constraint::metric))
                .anyMatch(metric -> Metrics.isDeployed(metric) && !spec.computes(metric));
    }

    /** A metric of a deployed sub-network needs a deployment. */
    static @Nullable Violation metric(SearchSpec spec, String path, String metric) {
        return require(
                spec.deployment() != null,
                path,
                metric,
                "a section deployment { batch, prompt, generate, latency } with it, which says how the model is used");
    }
}
