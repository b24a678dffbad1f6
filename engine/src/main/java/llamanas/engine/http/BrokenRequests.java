package llamanas.engine.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Connection;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;

/**
 * Answers what is no request of HTTP at all, which no route sees. akka-http makes one by the name of this class, which is why
 * it is public. What was sent is not logged: it may hold a token.
 */
public final class BrokenRequests extends ParsingErrorHandler {
    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo info, LoggingAdapter log, ServerSettings settings) {
        String summary = info.summary().isEmpty() ? status.reason() : info.summary();
        return Answers.error(StatusCodes.get(status.intValue()), "no request of HTTP: " + summary)
                .addHeader(Connection.create("close"));
    }
}
