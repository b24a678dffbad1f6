package llamanas.engine.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import llamanas.protocol.search.Provenance;

/** This process, as provenance names it. */
final class Here {
    private Here() {}

    /** Host and process id. */
    static String name() {
        return host() + "-" + ProcessHandle.current().pid();
    }

    /** Of something that this process makes; hashes and duration are for others to fill in. */
    static Provenance provenance(String device, String dtype) {
        int threads = Integer.getInteger(
                "ai.djl.pytorch.num_threads", Runtime.getRuntime().availableProcessors());
        return new Provenance(name(), device, dtype, threads, Version.current(), "", "", 0);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }
}
