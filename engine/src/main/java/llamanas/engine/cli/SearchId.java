package llamanas.engine.cli;

import picocli.CommandLine.Parameters;

/** The search that a command is about. */
final class SearchId {
    @Parameters(paramLabel = "ID", description = "The search, as 'search list' shows it.")
    private String id = "";

    String id() {
        return id;
    }
}
