package llamanas.engine.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import llamanas.config.Settings;
import llamanas.workers.agent.DeviceName;
import llamanas.workers.agent.Evaluator;
import llamanas.workers.agent.LlamaEvaluator;

/** Makes the evaluator of a node from its settings. */
final class Evaluators {
    private Evaluators() {}

    /** The first evaluator of a process decides how many threads the engine uses; a process has one. */
    static Evaluator of(Settings settings) {
        Settings.Worker worker = settings.worker();
        int threads = worker.threads() > 0
                ? worker.threads()
                : Math.max(1, Runtime.getRuntime().availableProcessors() / worker.slots());
        System.setProperty("ai.djl.pytorch.num_threads", Integer.toString(threads));
        System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
        LlamaEvaluator.Identity identity = new LlamaEvaluator.Identity(processName(), threads, Version.current());
        return new LlamaEvaluator(DeviceName.parse(worker.device()), identity);
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
