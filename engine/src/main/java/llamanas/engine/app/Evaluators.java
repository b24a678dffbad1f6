package llamanas.engine.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.agent.Evaluator;
import llamanas.workers.agent.LlamaEvaluator;
import llamanas.workers.agent.RootedEvaluator;
import llamanas.workers.measure.CalibrationFolder;
import llamanas.workers.standin.RoutedEvaluator;
import llamanas.workers.standin.StandInEvaluator;

/** Makes the evaluator of a node from its settings. */
final class Evaluators {
    private Evaluators() {}

    /** The first evaluator of a process decides how many threads the engine uses; a process has one. */
    static Evaluator of(Settings settings) {
        Settings.Worker worker = settings.worker();
        int threads = worker.threads() > 0
                ? worker.threads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / worker.slots());
        Evaluator routed = new RoutedEvaluator(
                llama(worker.device(), threads, calibrations(settings)),
                new StandInEvaluator(processName(), Version.current()));
        return new RootedEvaluator(routed, readable(settings.files()));
    }

    /** What searches may read: the roots, and where models lie that searches have prepared. Empty for all. */
    private static List<Path> readable(Settings.Files files) {
        if (files.roots().isEmpty()) {
            return List.of();
        }
        try {
            Files.createDirectories(files.out());
        } catch (IOException e) {
            throw new InvalidInputException("files.out names " + files.out() + ", which can't be made: " + e, e);
        }
        return Stream.concat(files.roots().stream(), Stream.of(files.out())).toList();
    }

    /** Which GPU is behind a number, nobody says; and code that is not a committed one has no name that timings could be kept under. */
    private static CalibrationFolder calibrations(Settings settings) {
        boolean gpu = DeviceName.parse(settings.worker().device()).isGpu();
        return Version.isCommitted() && !gpu
                ? CalibrationFolder.of(settings.data().resolve("calibrations"))
                : CalibrationFolder.NONE;
    }

    /**
     * One that measures models alone, and the device anew each time.
     *
     * @param threads of one operation on a CPU; 0 for all cores
     */
    static Evaluator llama(String device, int threads) {
        return llama(device, threads, CalibrationFolder.NONE);
    }

    private static Evaluator llama(String device, int threads, CalibrationFolder calibrations) {
        int used = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(used));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        return new LlamaEvaluator(
                DeviceName.parse(device),
                new LlamaEvaluator.Identity(processName(), used, Version.current()),
                calibrations);
    }

    /** Host and process, for provenance. */
    static String processName() {
        return host() + "-" + ProcessHandle.current().pid();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
