package llamanas.engine.app;

import java.util.concurrent.Callable;
import llamanas.engine.cli.Console;
import llamanas.engine.cli.Runs;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command that computes in this process; Ctrl-C and SIGTERM end it in order. */
@Runs(Runs.Kind.COMPUTING)
abstract class ComputingCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec command;

    @Override
    public final Integer call() throws Exception {
        return StopOnSignal.call(command.commandLine().getErr(), () -> {
            run(Console.of(command));
            return 0;
        });
    }

    /** Does the work; what can't be done is thrown. */
    abstract void run(Console console) throws Exception;
}
