package llamanas.protocol.search;

/**
 * How far a preparation is.
 *
 * @param stage what is being done, for people: {@code writing text}, {@code ordering}, {@code training}, ..
 * @param done parts of the stage that are done
 * @param total parts of the stage
 * @param loss of the full network, nats/token; NaN outside of training
 */
public record PrepareProgress(String stage, long done, long total, double loss) {}
