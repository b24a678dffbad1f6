package llamanas.workers.llama;

/**
 * A batch with what it is to predict.
 *
 * @param batch plain sequences of one length, without padding
 * @param rows flat indices into batch x sequence
 * @param targets the token after each row
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
public record Lesson(Batch batch, long[] rows, long[] targets) {}
