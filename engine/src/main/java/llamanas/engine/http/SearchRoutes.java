package llamanas.engine.http;

import static akka.http.javadsl.server.PathMatchers.segment;

import akka.http.javadsl.model.HttpEntity;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Host;
import akka.http.javadsl.model.headers.HttpChallenge;
import akka.http.javadsl.model.headers.WWWAuthenticate;
import akka.http.javadsl.server.AllDirectives;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import llamanas.config.SpecRules;
import llamanas.engine.coordinator.SearchService;
import llamanas.engine.output.Json;
import llamanas.protocol.api.ExtendRequest;
import llamanas.protocol.api.Health;
import llamanas.protocol.api.Injection;
import llamanas.protocol.api.ReferenceRequest;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.SearchStatus;

/**
 * The API, JSON in and out. Answers only to its own host name and origin, and takes bodies only as
 * {@code application/json}: a web page that the user happens to visit can neither read nor start anything.
 */
final class SearchRoutes extends AllDirectives {
    private final SearchService searches;
    private final PathGuard paths;
    private final LocalNames names;
    private final Callers callers;
    private final Health health;

    SearchRoutes(SearchService searches, PathGuard paths, LocalNames names, Callers callers, Health health) {
        this.searches = searches;
        this.paths = paths;
        this.names = names;
        this.callers = callers;
        this.health = health;
    }

    Route route() {
        return withRequestTimeoutResponse(
                request -> Answers.error(StatusCodes.SERVICE_UNAVAILABLE, "no answer in time"),
                () -> handleExceptions(exceptions(), () -> handleRejections(rejections(), () -> onlyOurs(this::api))));
    }

    private Route api() {
        return pathPrefix(
                "api",
                () -> concat(
                        path("health", () -> get(() -> plain(() -> complete(health())))), onlyKnown(this::ofNode)));
    }

    private Route ofNode() {
        return concat(
                path("workers", () -> read(searches::workers)),
                pathPrefix("searches", () -> concat(pathEnd(this::collection), pathPrefix(segment(), this::one))));
    }

    /** A coordinator that can't write its journal can do nothing that lasts. */
    private HttpResponse health() {
        return searches.trouble()
                .map(trouble -> Answers.error(StatusCodes.SERVICE_UNAVAILABLE, trouble))
                .orElseGet(() -> Answers.ok(health));
    }

    private Route collection() {
        return concat(read(searches::list), post(() -> plain(() -> jsonBody(this::start))));
    }

    private Route one(String id) {
        return concat(
                pathEnd(() -> read(() -> searches.status(id))),
                path(
                        "front",
                        () -> get(() -> parameters(
                                FrontParameters.KNOWN,
                                found -> answer(() -> searches.front(id, FrontParameters.read(found)))))),
                path(
                        "candidates",
                        () -> get(() -> parameters(Page.PARAMETERS, found -> candidates(id, Page.requested(found))))),
                path("predictions", () -> read(() -> searches.predictions(id))),
                path("pause", () -> command(() -> searches.pause(id))),
                path("resume", () -> command(() -> searches.resume(id))),
                path("cancel", () -> command(() -> searches.cancel(id))),
                path("extend", () -> post(() -> plain(() -> jsonBody(body -> extend(id, body))))),
                path("reference", () -> post(() -> plain(() -> jsonBody(body -> reference(id, body))))),
                path(
                        "inject",
                        () -> post(() -> parameters(
                                List.of("name"), found -> jsonBody(body -> inject(id, found.one("name"), body))))));
    }

    private Route candidates(String id, Page page) {
        return answer(() -> searches.candidates(id).thenApply(page::of));
    }

    private Route read(Supplier<? extends CompletionStage<?>> call) {
        return get(() -> plain(() -> answer(call)));
    }

    /** A route without parameters. */
    private Route plain(Supplier<Route> inner) {
        return parameters(List.of(), found -> inner.get());
    }

    private Route parameters(List<String> known, Function<Parameters, Route> inner) {
        return parameterMultiMap(found -> inner.apply(new Parameters(found, known)));
    }

    private CompletionStage<SearchStatus> extend(String id, String body) {
        ExtendRequest request = Json.read(body, ExtendRequest.class);
        RequiredKeys.check(request);
        return searches.extend(id, request);
    }

    private CompletionStage<SearchStatus> reference(String id, String body) {
        ReferenceRequest request = Json.read(body, ReferenceRequest.class);
        RequiredKeys.check(request);
        return searches.reference(id, request.reference());
    }

    /** The body is the sub-network's own JSON, which needs the model's shape to be read. */
    private CompletionStage<Injection> inject(String id, Optional<String> name, String body) {
        return searches.inject(id, name.orElse("the sub-network"), body);
    }

    private CompletionStage<SearchStatus> start(String body) {
        SearchRequest request = Json.read(body, SearchRequest.class);
        RequiredKeys.check(request);
        SpecRules.check(request.spec());
        paths.check(request.spec());
        return searches.start(request.id(), request.spec());
    }

    private Route command(Supplier<CompletionStage<SearchStatus>> action) {
        return post(() -> plain(() -> jsonBody(body -> action.get())));
    }

    private Route jsonBody(Function<String, ? extends CompletionStage<?>> action) {
        return extractRequest(request -> isJson(request)
                ? body(request, body -> answer(() -> action.apply(body)))
                : complete(Answers.error(
                        StatusCodes.UNSUPPORTED_MEDIA_TYPE,
                        "a POST needs the header 'Content-Type: application/json'")));
    }

    private Route body(HttpRequest request, Function<String, Route> inner) {
        return extractMaterializer(materializer -> onComplete(
                () -> request.entity().withSizeLimit(Bodies.MAX_BODY).toStrict(Bodies.MAX_MILLIS, materializer),
                body -> body.isSuccess()
                        ? inner.apply(Bodies.text(body.get()))
                        : complete(Bodies.failure(body.failed().get()))));
    }

    /** What the call itself throws goes the same way through {@link #exceptions()}. */
    private Route answer(Supplier<? extends CompletionStage<?>> call) {
        return completeWithFuture(
                call.get().handle((value, failure) -> failure == null ? Answers.ok(value) : Answers.failure(failure)));
    }

    private Route onlyOurs(Supplier<Route> inner) {
        return extractRequest(request -> isOurs(request)
                ? inner.get()
                : complete(Answers.error(
                        StatusCodes.FORBIDDEN,
                        "this host name or origin is not the coordinator's; call it by the address it listens on")));
    }

    private Route onlyKnown(Supplier<Route> inner) {
        return extractRequest(request -> callers.know(request) ? inner.get() : complete(challenge()));
    }

    private static HttpResponse challenge() {
        return Answers.error(StatusCodes.UNAUTHORIZED, Callers.REFUSAL)
                .addHeader(WWWAuthenticate.create(HttpChallenge.createBasic("llama-nas")));
    }

    private boolean isOurs(HttpRequest request) {
        Optional<Host> host = request.getHeader(Host.class);
        boolean hostFits = host.map(h -> names.allows(h.host().address())).orElse(false);
        String own = "http://" + host.map(Host::value).orElse("");
        return hostFits
                && request.getHeader("Origin")
                        .map(origin -> origin.value().equalsIgnoreCase(own))
                        .orElse(true);
    }

    private static boolean isJson(HttpRequest request) {
        return request.entity().getContentType().mediaType().equals(MediaTypes.APPLICATION_JSON);
    }

    private static ExceptionHandler exceptions() {
        return ExceptionHandler.newBuilder()
                .matchAny(failure -> new AllDirectives() {}.complete(Answers.failure(failure)))
                .build();
    }

    /** Akka's own texts, in our shape. */
    private static RejectionHandler rejections() {
        return RejectionHandler.defaultHandler().mapRejectionResponse(SearchRoutes::asErrorBody);
    }

    private static HttpResponse asErrorBody(HttpResponse response) {
        if (response.status().equals(StatusCodes.CONTENT_TOO_LARGE)) {
            return Answers.error(response.status(), Bodies.tooLarge());
        }
        String text = response.entity() instanceof HttpEntity.Strict strict
                ? strict.getData().utf8String()
                : response.status().reason();
        return Answers.error(response.status(), text);
    }
}
