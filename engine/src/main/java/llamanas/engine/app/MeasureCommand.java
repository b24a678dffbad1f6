package llamanas.engine.app;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SubnetworkReader;
import llamanas.engine.cli.Console;
import llamanas.protocol.space.Architecture;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Dtype;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas measure}. */
@Command(
        name = "measure",
        description = {
            "Measure a sub-network on this device as it would be deployed: latency of the prompt (prefill) and of decoding"
                    + " with a key/value cache, tokens/s, memory, energy.",
            "With --subnet it is measured in turns with the full network. Each figure stands beside what the machine can do"
                    + " at most, from the same run."
        },
        footer = {
            "",
            "Examples:",
            "  llama-nas measure --model config/demo/model --dtype bfloat16",
            "  llama-nas measure --model DIR --subnet subnet.json --batch 4 --prompt 512 --generate 128 --json"
        })
final class MeasureCommand extends ComputingCommand {
    @Mixin
    private final CheckpointOptions checkpoint = new CheckpointOptions();

    @Option(
            names = "--subnet",
            paramLabel = "FILE",
            description = "Sub-network as JSON (default: the full network alone).")
    private Optional<Path> subnet = Optional.empty();

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Override
    void run(Console console) {
        MeasureRequest request = options.request();
        Dtype dtype = Dtype.parse(checkpoint.dtype());
        try (SuperNetwork network =
                SuperNetwork.load(checkpoint.model(), DeviceName.parse(checkpoint.device()), dtype)) {
            Map<String, Architecture> networks = MeasureRun.named("full", Architecture.full(network.shape()));
            subnet.ifPresent(file -> networks.put("subnet", SubnetworkReader.read(file, network.shape())));
            new MeasureRun(console, request)
                    .run(checkpoint.model().toString(), network.model(), network::subnetwork, networks);
        }
    }
}
