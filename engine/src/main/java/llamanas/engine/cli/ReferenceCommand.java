package llamanas.engine.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import llamanas.config.Amounts;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.ReferenceRequest;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code llama-nas search reference}: where the hypervolume ends. */
@Command(
        name = "reference",
        description = {
            "Move the point where the hypervolume of a search ends: what is worse than it in any objective adds nothing.",
            "Usually that is twice the full network's value (zero for a metric that is maximised). An objective that is"
                    + " not named ends there; the units stay those of the full network."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas search reference my-search-1a2b3c --of stories.nats_per_token=4.0 --of parameters=5.2M",
            "  llama-nas search reference my-search-1a2b3c --usual"
        })
final class ReferenceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Mixin
    private SearchId search = new SearchId();

    @ArgGroup(multiplicity = "1")
    private Choice choice = new Choice();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** Some ends, or none. */
    static final class Choice {
        @Option(
                names = "--of",
                paramLabel = "METRIC=NUMBER",
                description = "Where an objective ends, in its own unit; may be given several times.")
        private List<String> ends = List.of();

        @SuppressWarnings("UnusedVariable") // picocli sees to it that it comes in place of ends
        @Option(names = "--usual", description = "Back to the usual point.")
        private boolean usual;
    }

    @Override
    public Integer call() {
        Map<String, Double> reference = new TreeMap<>();
        for (String text : choice.ends) {
            Map.Entry<String, Double> end = Amounts.ofMetric("--of", text);
            if (reference.put(end.getKey(), end.getValue()) != null) {
                throw new InvalidInputException("--of: found " + end.getKey() + " twice, expected it once");
            }
        }
        Console.of(command)
                .print(output.render(connection.client().reference(search.id(), new ReferenceRequest(reference))));
        return 0;
    }
}
