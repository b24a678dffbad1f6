package llamanas.engine.http;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.scaladsl.model.EntityStreamSizeException;
import akka.util.ByteString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeoutException;
import llamanas.protocol.InvalidInputException;

/** Bodies of requests: of a bounded size, sent within seconds, and UTF-8. */
final class Bodies {
    /** Largest body of a request, in bytes. */
    static final long MAX_BODY = 1 << 20;

    /** How long a client may take to send it. */
    static final long MAX_MILLIS = 10_000;

    private Bodies() {}

    /** @throws InvalidInputException where the bytes are no UTF-8 */
    static String text(HttpEntity.Strict body) {
        ByteString data = body.getData();
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(data.toArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidInputException("the body is no UTF-8", e);
        }
    }

    /** What to answer where a body did not arrive. */
    static HttpResponse failure(Throwable cause) {
        if (cause instanceof TimeoutException) {
            return Answers.error(
                    StatusCodes.REQUEST_TIMEOUT, "the body did not arrive within " + MAX_MILLIS / 1000 + " s");
        }
        return cause instanceof EntityStreamSizeException
                ? Answers.error(StatusCodes.CONTENT_TOO_LARGE, tooLarge())
                : Answers.error(StatusCodes.BAD_REQUEST, "the body broke off, or is not encoded as its header says");
    }

    static String tooLarge() {
        return "the body is larger than " + MAX_BODY + " bytes";
    }
}
