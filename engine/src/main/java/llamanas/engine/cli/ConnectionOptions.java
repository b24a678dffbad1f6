package llamanas.engine.cli;

import picocli.CommandLine.Option;

/** Where the coordinator is. */
final class ConnectionOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:LLAMA_NAS_URL:-http://127.0.0.1:7460}",
            description = "Address of the coordinator (default: $$LLAMA_NAS_URL, else http://127.0.0.1:7460).")
    private String url = "";

    CoordinatorClient client() {
        return new CoordinatorClient(url);
    }
}
