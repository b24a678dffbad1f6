package llamanas.workers.llama;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import llamanas.protocol.InvalidInputException;

/** Compares the tensors of a checkpoint with those that its config.json calls for. */
final class CheckpointCheck {
    private static final Pattern LAYER = Pattern.compile("model\\.layers\\.(\\d+)\\..*");

    private final CheckpointIndex index;
    private final LlamaConfig config;

    private CheckpointCheck(CheckpointIndex index, LlamaConfig config) {
        this.index = index;
        this.config = config;
    }

    static void check(CheckpointIndex index, LlamaConfig config) {
        CheckpointCheck check = new CheckpointCheck(index, config);
        check.layers();
        List<TensorSpec> expected = CheckpointLayout.of(config);
        expected.forEach(check::present);
        Set<String> unknown = new TreeSet<>(index.tensors().keySet());
        unknown.removeAll(expected.stream().map(TensorSpec::name).collect(Collectors.toSet()));
        if (unknown.remove(CheckpointLayout.HEAD.name())) {
            check.present(CheckpointLayout.HEAD);
        }
        unknown.stream().findFirst().ifPresent(check::refuse);
    }

    /** Before a name is made for every tensor of every layer, of which a config can claim two billion. */
    private void layers() {
        int tensors = index.tensors().size();
        if (config.layers() > tensors) {
            throw new InvalidInputException(config.file() + ": num_hidden_layers: found " + config.layers()
                    + ", expected no more than the files have tensors, " + tensors + "; config and weights don't fit");
        }
    }

    private void present(TensorSpec expected) {
        SafetensorsTensor found = index.tensors().get(expected.name());
        if (found == null) {
            throw new InvalidInputException(index.folder() + ": tensor " + expected.name()
                    + ": missing, expected shape " + expected.shape(config) + " (" + expected.why()
                    + " in config.json)");
        }
        if (!found.shape().equals(expected.shape(config))) {
            throw new InvalidInputException(found.file() + ": tensor " + expected.name() + ": found shape "
                    + found.shape() + ", expected " + expected.shape(config) + " (" + expected.why()
                    + " in config.json)");
        }
    }

    private void refuse(String name) {
        Matcher layer = LAYER.matcher(name);
        boolean beyond = layer.matches() && !inside(layer.group(1));
        String hint = beyond
                ? "num_hidden_layers is " + config.layers()
                : name.endsWith(".bias")
                        ? "attention_bias is " + config.attentionBias() + ", mlp_bias is " + config.mlpBias()
                        : "a LLaMA has no such tensor";
        throw new InvalidInputException(index.tensor(name).file() + ": tensor " + name
                + ": found, but config.json does not call for it (" + hint + "); config and weights don't fit");
    }

    private boolean inside(String layer) {
        return layer.length() < 9 && Integer.parseInt(layer) < config.layers();
    }
}
