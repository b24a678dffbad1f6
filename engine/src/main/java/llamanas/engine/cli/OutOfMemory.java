package llamanas.engine.cli;

import java.util.Optional;

/** Memory that was asked for and is not there, wherever in the causes of a failure it stands. */
final class OutOfMemory {
    /** How PyTorch says it. */
    private static final String NATIVE = "can't allocate memory";

    private OutOfMemory() {}

    /** What to tell a person; empty where it is not what failed. */
    static Optional<String> said(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return Optional.of("Java has no memory left (" + cause.getMessage()
                        + "); free some, or allow more with LLAMA_NAS_JAVA_OPTS, for example -Xmx8g");
            }
            String message = cause.getMessage();
            if (message != null && message.contains(NATIVE)) {
                return Optional.of("no memory is left for tensors; free some, or take less at a time ("
                        + message.lines().findFirst().orElse("") + ")");
            }
        }
        return Optional.empty();
    }
}
