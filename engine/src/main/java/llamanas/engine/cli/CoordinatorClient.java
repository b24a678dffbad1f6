package llamanas.engine.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.ErrorBody;
import llamanas.protocol.api.ExtendRequest;
import llamanas.protocol.api.Injection;
import llamanas.protocol.api.PredictionRow;
import llamanas.protocol.api.ReferenceRequest;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.api.WorkerRow;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.SearchStatus;

/**
 * The coordinator's API as methods. Every one throws {@link InvalidInputException} where the coordinator blames the request,
 * {@link CoordinatorUnreachable} where nobody answers, {@link CoordinatorBusy} where it can't do anything at the moment, and {@link CommandFailure} for everything else. Thread-safe.
 */
public final class CoordinatorClient {
    private static final int UNAUTHORIZED = 401;
    private static final int UNAVAILABLE = 503;
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofMinutes(1);
    /** A worker may have to open a large model before it can say whether the spec fits. */
    private static final Duration START = Duration.ofMinutes(30);

    private final URI coordinator;
    private final HttpClient http;
    private volatile Credentials credentials;

    /**
     * Connects with the first call.
     *
     * @throws InvalidInputException where the address is not one of HTTP
     */
    public CoordinatorClient(String url) {
        this.coordinator = parse(url);
        this.credentials = Credentials.of(coordinator);
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT)
                .build();
    }

    public SearchStatus start(String id, SearchSpec spec) {
        String body = Json.write(new SearchRequest(id, spec));
        return Json.readOurs(send(post("/api/searches", body).timeout(START)), SearchStatus.class);
    }

    public List<SearchStatus> list() {
        return Json.readOurList(get("/api/searches"), SearchStatus.class);
    }

    public SearchStatus status(String id) {
        return Json.readOurs(get(search(id)), SearchStatus.class);
    }

    /** Pauses, resumes or cancels a search: {@code action} is {@code pause}, {@code resume} or {@code cancel}. */
    public SearchStatus command(String id, String action) {
        return Json.readOurs(send(post(search(id) + "/" + action, "{}").timeout(ANSWER)), SearchStatus.class);
    }

    /** Gives a search more evaluations; a request that is sent twice counts once. */
    public SearchStatus extend(String id, ExtendRequest request) {
        return Json.readOurs(
                send(post(search(id) + "/extend", Json.write(request)).timeout(ANSWER)), SearchStatus.class);
    }

    /** Moves the point where the hypervolume ends. */
    public SearchStatus reference(String id, ReferenceRequest request) {
        return Json.readOurs(
                send(post(search(id) + "/reference", Json.write(request)).timeout(ANSWER)), SearchStatus.class);
    }

    /**
     * Adds a candidate to a running search.
     *
     * @param name what to call the sub-network in messages
     * @param subnetwork as JSON
     */
    public Injection inject(String id, String name, String subnetwork) {
        String path = search(id) + "/inject?name=" + encoded(name);
        return Json.readOurs(send(post(path, subnetwork).timeout(ANSWER)), Injection.class);
    }

    public List<FrontMember> front(String id) {
        return front(id, Map.of());
    }

    /** A front under other objectives and bounds: parameters of the route with their values. */
    public List<FrontMember> front(String id, Map<String, List<String>> parameters) {
        String query = parameters.entrySet().stream()
                .flatMap(one -> one.getValue().stream().map(value -> one.getKey() + "=" + encoded(value)))
                .collect(Collectors.joining("&"));
        return Json.readOurList(get(search(id) + "/front" + (query.isEmpty() ? "" : "?" + query)), FrontMember.class);
    }

    /** All candidates, page by page. */
    public List<CandidateRow> candidates(String id) {
        List<CandidateRow> all = new ArrayList<>();
        List<CandidateRow> page = candidates(id, 0);
        while (!page.isEmpty()) {
            all.addAll(page);
            page = page.size() < CandidateRow.PAGE ? List.of() : candidates(id, all.size());
        }
        return all;
    }

    private List<CandidateRow> candidates(String id, int from) {
        return Json.readOurList(get(search(id) + "/candidates?from=" + from), CandidateRow.class);
    }

    /** How well each generation of a search was predicted. */
    public List<PredictionRow> predictions(String id) {
        return Json.readOurList(get(search(id) + "/predictions"), PredictionRow.class);
    }

    public List<WorkerRow> workers() {
        return Json.readOurList(get("/api/workers"), WorkerRow.class);
    }

    private static String search(String id) {
        return "/api/searches/" + encoded(id);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private String get(String path) {
        return send(request(path).GET().timeout(ANSWER));
    }

    private HttpRequest.Builder post(String path, String json) {
        return request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(coordinator.resolve(path));
    }

    private String send(HttpRequest.Builder request) {
        try {
            return body(answer(request));
        } catch (IOException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    /** A node that was started again has another token. */
    private HttpResponse<String> answer(HttpRequest.Builder request) throws IOException, InterruptedException {
        Credentials used = credentials;
        HttpResponse<String> first = http.send(used.on(request).build(), BodyHandlers.ofString());
        Credentials now = first.statusCode() == UNAUTHORIZED ? used.again() : used;
        if (now.equals(used)) {
            return first;
        }
        credentials = now;
        return http.send(now.on(request).build(), BodyHandlers.ofString());
    }

    private CommandFailure failure(IOException thrown) {
        Optional<String> memory = OutOfMemory.said(thrown);
        if (memory.isPresent()) {
            return new CommandFailure(memory.get(), thrown);
        }
        if (thrown instanceof ConnectException || thrown instanceof HttpConnectTimeoutException) {
            return CoordinatorUnreachable.nobody(coordinator, thrown);
        }
        return thrown instanceof HttpTimeoutException
                ? new CommandFailure("the coordinator at " + coordinator + " did not answer in time", thrown)
                : CoordinatorUnreachable.hungUp(coordinator, thrown);
    }

    private String body(HttpResponse<String> response) {
        int status = response.statusCode();
        if (status == 200) {
            return response.body();
        }
        if (status == UNAUTHORIZED) {
            throw new InvalidInputException(credentials.refused());
        }
        String message = message(response);
        if (status >= 400 && status < 500) {
            throw new InvalidInputException(message);
        }
        throw status == UNAVAILABLE ? new CoordinatorBusy(message) : new CommandFailure(message);
    }

    private String message(HttpResponse<String> response) {
        try {
            return Json.read(response.body(), ErrorBody.class).error();
        } catch (InvalidInputException e) {
            return coordinator + " answered " + response.statusCode() + ", but not as a llama-nas coordinator does";
        }
    }

    private static URI parse(String url) {
        try {
            URI uri = URI.create(url);
            boolean usable = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (usable && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--url " + url + " is not a URL: " + e.getMessage(), e);
        }
        throw new InvalidInputException("--url " + url + " can't be used; expected for example http://127.0.0.1:7460");
    }
}
