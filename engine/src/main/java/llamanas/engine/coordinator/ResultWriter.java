package llamanas.engine.coordinator;

import java.io.IOException;

/** Saves what a finished search found. */
@FunctionalInterface
public interface ResultWriter {
    /**
     * Called when a search has finished, and again until it returns normally once, also after a restart: it has to be
     * idempotent. May block; runs on a thread of its own.
     *
     * @throws IOException where it could not be saved; it is tried again later
     */
    void write(SearchResults results) throws IOException;
}
