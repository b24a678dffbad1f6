package llamanas.engine.app;

import llamanas.protocol.search.SearchSpec;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Has a command compute in the fastest dtype where nobody says otherwise. */
final class FastestByDefault implements IDefaultValueProvider {
    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        return argument instanceof OptionSpec option && option.longestName().equals("--dtype") ? SearchSpec.AUTO : null;
    }
}
