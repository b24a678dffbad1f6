package llamanas.engine.app;

import ai.djl.Device;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import llamanas.config.SubnetworkReader;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.space.Architecture;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.SuperNetwork;
import llamanas.workers.llama.Arithmetic;
import llamanas.workers.llama.CheckpointIndex;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.NonFinite;
import llamanas.workers.measure.FastestDtype;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas measure}. */
@Command(
        name = "measure",
        defaultValueProvider = FastestByDefault.class,
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
            "  llama-nas measure --model DIR --dtype bfloat16 --bits 8,4",
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
        Device device = DeviceName.parse(checkpoint.device());
        CheckpointIndex index = CheckpointIndex.read(checkpoint.model());
        try (SuperNetwork network = SuperNetwork.load(index, device, arithmetic(index, device), NonFinite.REFUSE)) {
            Map<String, Architecture> networks = new LinkedHashMap<>();
            Architecture full = Architecture.full(network.shape());
            subnet.ifPresentOrElse(
                    file -> {
                        networks.put("full", full);
                        request.add(networks, "subnet", SubnetworkReader.read(file, network.shape()));
                    },
                    () -> request.add(networks, "full", full));
            new MeasureRun(console, request)
                    .run(checkpoint.model().toString(), network.model(), network::subnetwork, networks);
        }
    }

    /** As it would be deployed: in one dtype, the fastest or the one that is asked for. */
    private Arithmetic arithmetic(CheckpointIndex index, Device device) {
        return checkpoint.dtype().equals(SearchSpec.AUTO)
                ? FastestDtype.of(index, device)
                : Arithmetic.in(Dtype.parse(checkpoint.dtype()));
    }
}
