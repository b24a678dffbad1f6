package llamanas.engine.http;

import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCode;
import akka.http.javadsl.model.StatusCodes;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import llamanas.engine.coordinator.TooManySearchesException;
import llamanas.engine.coordinator.UnknownSearchException;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.ErrorBody;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns results and failures into HTTP answers. A failure that is nobody's input is logged with its stack trace. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private Answers() {}

    static HttpResponse ok(Object body) {
        String json = body instanceof List<?> list ? Json.writeLines(list) : Json.write(body);
        return HttpResponse.create().withStatus(StatusCodes.OK).withEntity(ContentTypes.APPLICATION_JSON, json);
    }

    static HttpResponse failure(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof UnknownSearchException) {
            return error(StatusCodes.NOT_FOUND, message(cause));
        }
        if (cause instanceof InvalidInputException) {
            return error(StatusCodes.BAD_REQUEST, message(cause));
        }
        if (cause instanceof TooManySearchesException) {
            return error(StatusCodes.TOO_MANY_REQUESTS, message(cause));
        }
        if (cause instanceof TimeoutException) {
            return error(StatusCodes.SERVICE_UNAVAILABLE, message(cause));
        }
        LOG.error("a request failed", cause);
        return error(
                StatusCodes.INTERNAL_SERVER_ERROR,
                "internal error: " + cause.getClass().getSimpleName() + "; the coordinator's log has the details");
    }

    static HttpResponse error(StatusCode status, String message) {
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(ContentTypes.APPLICATION_JSON, Json.write(new ErrorBody(message)));
    }

    private static String message(Throwable cause) {
        String message = cause.getMessage();
        return message == null ? "no answer in time" : message;
    }

    private static Throwable unwrap(Throwable thrown) {
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        return wrapper && thrown.getCause() != null ? unwrap(thrown.getCause()) : thrown;
    }
}
