package llamanas.engine.app;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import llamanas.engine.cli.Console;
import llamanas.protocol.search.DeploymentSpec.WithoutKernel;
import llamanas.protocol.space.Architecture;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.elastic.Plan;
import llamanas.workers.llama.Dtype;
import llamanas.workers.llama.LlamaModel;
import llamanas.workers.llama.ModelPresets;
import llamanas.workers.llama.Subnetwork;
import llamanas.workers.quant.QuantizedSubnetworks;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code llama-nas bench decode}. */
@Command(
        name = "decode",
        description =
                "Prefill and decoding of LLaMA-2-7B's layers with made-up weights, beside the machine's limits; for a"
                        + " checkpoint there is: llama-nas measure",
        footer = {
            "",
            "Examples:",
            "  llama-nas bench decode --layers 4 --dtype bfloat16 --bits 8,4",
            "  llama-nas bench decode --layers 4 --dtype bfloat16 --batch 8 --prompt 512"
        })
final class BenchDecodeCommand extends ComputingCommand {
    @Option(
            names = "--layers",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many of its 32 layers (default: ${DEFAULT-VALUE}).")
    private int layers = 4;

    @Mixin
    private final ComputeOptions compute = new ComputeOptions();

    @Mixin
    private final MeasureOptions options = new MeasureOptions();

    @Override
    void run(Console console) {
        Flags.positive("--layers", layers);
        MeasureRequest request = options.request();
        try (LlamaModel model = LlamaModel.random(
                        ModelPresets.llama2With7B(layers),
                        DeviceName.parse(compute.device()),
                        Dtype.parse(compute.dtype()));
                QuantizedSubnetworks subnetworks =
                        QuantizedSubnetworks.of(model, QuantizedSubnetworks.DEFAULT_BUDGET)) {
            Map<String, Architecture> networks = new LinkedHashMap<>();
            request.add(networks, compute.dtype(), Architecture.full(model.shape()));
            Function<Architecture, Subnetwork> make = architecture ->
                    subnetworks.of(architecture, Plan.of(architecture, model.shape()), WithoutKernel.REFUSE);
            new MeasureRun(console, request)
                    .run(ModelPresets.LLAMA_2_7B + ", " + layers + " layers", model, make, networks);
        }
    }
}
