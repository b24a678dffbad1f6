package llamanas.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import llamanas.engine.app.Fixtures;
import llamanas.engine.output.Json;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.api.CandidateRow;
import llamanas.protocol.api.ErrorBody;
import llamanas.protocol.api.SearchRequest;
import llamanas.protocol.search.FrontMember;
import llamanas.protocol.search.SearchSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpServerTest {
    private static final String JSON = "application/json";
    private static final String AUTHORIZED = "\r\nAuthorization: Bearer " + TestServer.TOKEN + "\r\n";

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private record Answer(int status, String body) {
        String error() {
            return Json.read(body, ErrorBody.class).error();
        }
    }

    @Test
    void saysThatItIsUp() throws IOException {
        assertThat(get("/api/health")).isEqualTo(new Answer(200, "{\"status\":\"up\",\"version\":\"test\"}"));
    }

    @Test
    void isNotUpWhileTheJournalCantBeWritten() throws IOException {
        server.searches.trouble = "the journal can't be written: No space left on device";

        assertThat(get("/api/health"))
                .isEqualTo(new Answer(503, "{\"error\":\"the journal can't be written: No space left on device\"}"));

        server.searches.trouble = "";
        assertThat(get("/api/health").status()).isEqualTo(200);
    }

    @Test
    void startsASearchWithTheSpecAsItWasSent() throws IOException {
        String body = Json.write(new SearchRequest("first", FakeSearches.spec("/models/x")));

        assertThat(post("/api/searches", JSON, body).status()).isEqualTo(200);
        assertThat(server.searches.calls()).containsExactly("start first My Search");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pause", "resume", "cancel"})
    void passesCommandsOnAndOnlyAsPost(String command) throws IOException {
        assertThat(get("/api/searches/known/" + command).status()).isEqualTo(405);
        assertThat(server.searches.calls()).isEmpty();

        assertThat(post("/api/searches/known/" + command, JSON, "{}").status()).isEqualTo(200);
        assertThat(server.searches.calls()).containsExactly(command + " known");
    }

    @Test
    void answersWithTheFrontInItsStableShape() throws IOException {
        String body = get("/api/searches/known/front").body();

        assertThat(Json.readOurList(body, FrontMember.class)).isEqualTo(FakeSearches.members());
        assertThat(body)
                .contains(
                        "{\"candidate\":2,\"architecture\":{\"layers\":[{\"keep\":true,\"attention\":\"full\",\"kvHeads\":1,"
                                + "\"ffn\":16,\"bits\":16},");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/searches", "/api/searches/known", "/api/searches/known/candidates", "/api/workers"})
    void answersReads(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(200);
        assertThat(server.searches.calls()).hasSize(1);
    }

    @Test
    void steersASearchAndOnlyByPost() throws IOException {
        String known = "/api/searches/known/";
        assertThat(get(known + "extend").status()).isEqualTo(405);
        assertThat(post(known + "extend", JSON, "{\"request\": \"r\", \"evaluations\": 5}")
                        .status())
                .isEqualTo(200);
        assertThat(post(known + "reference", JSON, "{\"reference\": {\"bytes\": 4.5}}")
                        .status())
                .isEqualTo(200);
        assertThat(post(known + "inject?name=mine.json", JSON, "{\"layers\": []}")
                        .status())
                .isEqualTo(200);
        assertThat(server.searches.calls())
                .containsExactly(
                        "extend 5 r known", "reference {bytes=4.5} known", "inject mine.json {\"layers\": []} known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extend | {\"evaluations\": 5} | 'request' is missing",
                "extend | {\"request\": \"\", \"evaluations\": 5} | expected 1 to 64 characters",
                "extend | {\"request\": \"r\"} | evaluations",
                "reference | {} | 'reference' is missing",
                "reference | {\"reference\": {\"bytes\": \"many\"}} | bytes"
            })
    void refusesSteeringThatIsNone(String route, String body, String message) throws IOException {
        Answer answer = post("/api/searches/known/" + route, JSON, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains(message);
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void answersWithAnotherFront() throws IOException {
        assertThat(get("/api/searches/known/front?objectives=a.acc,bytes&max=parameters%3D3.3M&min=parameters%3D3M")
                        .status())
                .isEqualTo(200);
        assertThat(get("/api/searches/known/front?best=bytes").status()).isEqualTo(200);
        assertThat(server.searches.calls())
                .containsExactly(
                        "front FrontQuery[objectives=[a.acc, bytes], bounds=[Constraint[metric=parameters, minimum=3000000.0,"
                                + " maximum=3300000.0]], one=false] known",
                        "front FrontQuery[objectives=[bytes], bounds=[], one=true] known");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "objective=bytes | parameter 'objective' is not known; did you mean objectives?",
                "objectives=a,,b | expected different metrics",
                "objectives=a&best=b | expected one of them once",
                "max=parameters | max: found 'parameters', expected METRIC=NUMBER",
                "max=bytes%3Dmany | max: found 'bytes=many'",
                "max=bytes%3D1&max=bytes%3D2 | max: found bytes twice"
            })
    void refusesFrontsThatAreNone(String query, String message) throws IOException {
        Answer answer = get("/api/searches/known/front?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains(message);
    }

    @Test
    void answersWithAPartOfTheCandidates() throws IOException {
        String path = "/api/searches/known/candidates";
        List<CandidateRow> all = FakeSearches.rows();

        assertThat(Json.readOurList(get(path).body(), CandidateRow.class)).isEqualTo(all);
        assertThat(Json.readOurList(get(path + "?from=1").body(), CandidateRow.class))
                .isEqualTo(all.subList(1, all.size()));
        assertThat(Json.readOurList(get(path + "?from=1&count=1").body(), CandidateRow.class))
                .isEqualTo(all.subList(1, 2));
        assertThat(Json.readOurList(get(path + "?from=99").body(), CandidateRow.class))
                .isEmpty();
        assertThat(get(path + "?count=5001")).isEqualTo(new Answer(400, error("count is 5001; expected 1 to 5000")));
        assertThat(get(path + "?from=-1")).isEqualTo(new Answer(400, error("from is -1; expected 0 or more")));
    }

    @Test
    void mapsFailuresToStatusCodes() throws IOException {
        assertThat(get("/api/searches/nobody").status()).isEqualTo(404);
        assertThat(get("/api/searches/nobody").error()).contains("search 'nobody' does not exist");
        assertThat(failing(new InvalidInputException("no such layer")))
                .isEqualTo(new Answer(400, error("no such layer")));
        assertThat(failing(new CompletionException(new TimeoutException("no worker has joined"))))
                .isEqualTo(new Answer(503, error("no worker has joined")));
    }

    @Test
    void doesNotTellTheInsideOfABug() throws IOException {
        Answer answer = failing(new IllegalStateException("secret"));

        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.error())
                .contains("IllegalStateException")
                .contains("log")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | can't be used",
                "{\"id\": \"../x\", \"spec\": null} | '../x' can't be used",
                "{\"id\": \"x\"} | 'spec' is missing",
                "{\"id\": \"x\", \"sepc\": 1} | unknown key 'sepc'",
                "{\"id\": \"x\", \"spec\": {\"name\": \"x\"}} | missing",
                "[1] | can't be used"
            })
    void refusesBodiesThatAreNoSearch(String body, String message) throws IOException {
        Answer answer = post("/api/searches", JSON, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).contains(message).doesNotContain("llamanas.").doesNotContain("java.");
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void namesTheKeyThatIsMissing() throws IOException {
        String spec =
                Json.write(new SearchRequest("x", FakeSearches.spec("/m"))).replace("\"model\":\"/m\",", "");

        assertThat(post("/api/searches", JSON, spec).error()).isEqualTo("key 'spec.model' is missing");
    }

    /** Programs that were written before there were these keys go on. */
    @Test
    void whatIsNewInASpecMayBeMissing() throws IOException {
        String spec = Json.write(new SearchRequest("x", FakeSearches.spec("/m")));
        String before = spec.replace(",\"interest\":[],\"singleChanges\":false", "");

        assertThat(before).isNotEqualTo(spec);
        assertThat(post("/api/searches", JSON, before).status()).isEqualTo(200);
    }

    @Test
    void takesSpecsFromBeforeThereWasAnInterest() throws IOException {
        String now = Json.write(new SearchRequest("x", FakeSearches.spec("/m")));
        String before = now.replace(",\"interest\":[],\"singleChanges\":false", "");

        assertThat(before).isNotEqualTo(now);
        assertThat(post("/api/searches", JSON, before).status()).isEqualTo(200);
        assertThat(server.searches.calls()).containsExactly("start x My Search");
        assertThat(post("/api/searches", JSON, now.replace("Changes\":false", "Changes\":null"))
                        .error())
                .contains("a required key is missing or null at spec.singleChanges");
    }

    @Test
    void rulesOfAnInterestHoldHereToo() throws IOException {
        String body = Json.write(new SearchRequest("x", FakeSearches.spec("/m")))
                .replace("\"interest\":[]", "\"interest\":[{\"metric\":\"flops\",\"minimum\":null,\"maximum\":1.0}]");

        assertThat(post("/api/searches", JSON, body).error())
                .contains("interest.flops: found flops, which is no objective");
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void rulesOfAPreparationHoldHereToo() throws IOException {
        SearchSpec spec = Fixtures.preparing(FakeSearches.spec("/m"));
        String good = Json.write(new SearchRequest("x", spec)).replace("\"fake-prepared\"", "\"/p\"");
        String bad = good.replace("\"learningRate\":0.001", "\"learningRate\":\"NaN\"");

        assertThat(post("/api/searches", JSON, bad).error())
                .contains("prepare.train.learning-rate: found NaN, expected a number above 0");
        assertThat(post("/api/searches", JSON, good.replace("\"mode\":\"full\",", ""))
                        .error())
                .isEqualTo("key 'spec.prepare.train.mode' is missing");
        assertThat(post("/api/searches", JSON, good).error())
                .contains("prepare.calibration = 'calibration.txt' is a relative");
    }

    @Test
    void refusesBodiesThatAreTooLarge() throws IOException {
        Answer answer = post("/api/searches", JSON, " ".repeat((int) Bodies.MAX_BODY + 1));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.error()).contains("larger than 1048576 bytes");
    }

    @Test
    void takesJsonOnly() throws IOException {
        // What a form on a foreign page can send without asking first.
        assertThat(post("/api/searches/known/cancel", "text/plain", "{}").status())
                .isEqualTo(415);
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void refusesForeignHostsAndOrigins() throws IOException {
        String own = server.uri().getAuthority();
        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: evil.example\r\n", "")
                        .status())
                .isEqualTo(403);
        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: 10.1.2.3\r\n", "").status())
                .isEqualTo(403);
        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://evil.example\r\n", "")
                        .status())
                .isEqualTo(403);
        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: " + own + "\r\nOrigin: null\r\n", "")
                        .status())
                .isEqualTo(403);
        assertThat(server.searches.calls()).isEmpty();

        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: " + own + "\r\nOrigin: http://" + own + AUTHORIZED, "")
                        .status())
                .isEqualTo(200);
        assertThat(send("GET /api/searches HTTP/1.1\r\nHost: localhost:1" + AUTHORIZED, "")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Authorization: Bearer another-token\r\n",
                "Authorization: Bearer the-token-of-test\r\n",
                "Authorization: Bearer\r\n",
                "Authorization: the-token-of-tests\r\n",
                "Authorization: Basic !!!\r\n",
                "Authorization: Basic dGhlLXRva2VuLW9mLXRlc3Rz\r\n"
            })
    void wantsTheTokenForAllButHealth(String header) throws IOException {
        String head = " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + "\r\n" + header;

        for (String path : List.of("/api/searches", "/api/workers", "/api/searches/known/front", "/api/nothing")) {
            Answer answer = send("GET " + path + head, "");
            assertThat(answer.status()).as(path).isEqualTo(401);
            assertThat(answer.error()).contains("LLAMA_NAS_TOKEN").doesNotContain(TestServer.TOKEN);
        }
        assertThat(send("POST /api/searches/known/cancel" + head + "Content-Type: application/json\r\n", "")
                        .status())
                .isEqualTo(401);
        assertThat(server.searches.calls()).isEmpty();
        assertThat(send("GET /api/health" + head, "").status()).isEqualTo(200);
    }

    @Test
    void takesTheTokenAsABrowserSendsIt() throws IOException {
        String basic =
                Base64.getEncoder().encodeToString(("anybody:" + TestServer.TOKEN).getBytes(StandardCharsets.UTF_8));

        assertThat(send(
                                "GET /api/workers HTTP/1.1\r\nHost: "
                                        + server.uri().getAuthority() + "\r\nAuthorization: Basic " + basic + "\r\n",
                                "")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesParametersThatARouteDoesNotHave() throws IOException {
        for (String path : List.of(
                "health?x", "workers?x=1", "searches?x=1", "searches/known?x=1", "searches/known/predictions?x=1")) {
            assertThat(get("/api/" + path))
                    .isEqualTo(new Answer(400, error("parameter 'x' is not known; expected none")));
        }
        assertThat(get("/api/searches/known/candidates?form=1").error()).contains("did you mean from?");
        assertThat(get("/api/searches/known/candidates?from=1&from=2").error()).contains("came 2 times");
        assertThat(get("/api/searches/known/candidates?from=1.5").error()).contains("'1.5'; expected a whole number");
        for (String path :
                List.of("searches", "searches/known/pause", "searches/known/extend", "searches/known/inject")) {
            assertThat(post("/api/" + path + "?x=1", JSON, "{}").status())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void answersHeadAsGetWithoutABody() throws IOException {
        String head = " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + AUTHORIZED;

        assertThat(send("HEAD /api/health" + head, "")).isEqualTo(new Answer(200, ""));
        assertThat(send("HEAD /api/searches/known" + head, "")).isEqualTo(new Answer(200, ""));
        assertThat(send("HEAD /api/searches/nobody" + head, "")).isEqualTo(new Answer(404, ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NONSENSE\r\n",
                "GET /api/health?a=%zz HTTP/1.1\r\nHost: localhost\r\n",
                "GET /api/%00|{ HTTP/1.1\r\nHost: localhost\r\n",
                "GET /api/health HTTP/9.9\r\nHost: localhost\r\n",
                "FROBNICATE /api/health HTTP/1.1\r\nHost: localhost\r\n",
                "GET /api/health HTTP/1.1\r\n",
                "GET /api/health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n",
                "POST /api/searches HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n",
                "POST /api/searches HTTP/1.1\r\nHost: localhost\r\nContent-Length: many\r\n",
                "GET /api/health HTTP/1.1\r\nHost: localhost\r\nCookie: \u0001\r\n"
            })
    void answersWhatIsNoRequestInTheSameShape(String head) throws IOException {
        Answer answer = send(head, "");

        assertThat(answer.status()).as(answer.body()).isBetween(400, 505).isNotEqualTo(500);
        assertThat(answer.error()).isNotBlank();
    }

    @Test
    void answersHeadersAndAddressesThatAreTooLongInTheSameShape() throws IOException {
        String host = "Host: localhost\r\n";
        Answer address = send("GET /api/health?" + "a".repeat(100_000) + " HTTP/1.1\r\n" + host, "");
        Answer header = send("GET /api/health HTTP/1.1\r\n" + host + "X: " + "a".repeat(100_000) + "\r\n", "");
        Answer headers = send("GET /api/health HTTP/1.1\r\n" + host + "X: a\r\n".repeat(200), "");

        assertThat(List.of(address.status(), header.status(), headers.status())).containsExactly(414, 431, 400);
        assertThat(List.of(address.error(), header.error(), headers.error())).doesNotContain("");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "extend | {\"request\": \"r\", \"evaluations\": \"60\"} | evaluations",
                "extend | {\"request\": \"r\", \"evaluations\": 2.7} | evaluations",
                "extend | {\"request\": \"r\", \"evaluations\": true} | evaluations",
                "extend | {\"request\": \"r\", \"evaluations\": 99999999999} | evaluations",
                "extend | {\"request\": 7, \"evaluations\": 5} | request",
                "extend | {\"request\": true, \"evaluations\": 5} | request",
                "extend | {\"request\": null, \"evaluations\": 5} | request",
                "extend | {\"request\": [\"r\"], \"evaluations\": 5} | request",
                "extend | {\"request\": \"r\", \"evaluations\": 5} {} | trailing",
                "reference | {\"reference\": {\"bytes\": null}} | reference.bytes",
                "reference | {\"reference\": {\"bytes\": \"4.5\"}} | bytes",
                "reference | {\"reference\": {\"bytes\": false}} | bytes",
                "reference | {\"reference\": \"\"} | reference"
            })
    void readsNothingIntoWhatWasSent(String route, String body, String where) throws IOException {
        Answer answer = post("/api/searches/known/" + route, JSON, body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.error()).containsIgnoringCase(where);
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void readsNothingIntoASpecEither() throws IOException {
        String good = Json.write(new SearchRequest("x", FakeSearches.spec("/m")));
        for (String[] change : new String[][] {
            {"\"evaluations\":3", "\"evaluations\":\"3\""},
            {"\"evaluations\":3", "\"evaluations\":3.5"},
            {"\"archive\":false", "\"archive\":\"false\""},
            {"\"archive\":false", "\"archive\":0"},
            {"\"depth\":[1,2]", "\"depth\":[1,null]"},
            {"\"depth\":[1,2]", "\"depth\":[1,\"2\"]"},
            {"\"depth\":[1,2]", "\"depth\":\"\""},
            {"\"direction\":\"MINIMIZE\"", "\"direction\":0"},
            {"\"direction\":\"MINIMIZE\"", "\"direction\":\"\""},
            {"\"name\":\"My Search\"", "\"name\":5"},
            {"\"objectives\":[", "\"objectives\":[null,"}
        }) {
            assertThat(good).contains(change[0]);
            Answer answer = post("/api/searches", JSON, good.replace(change[0], change[1]));
            assertThat(answer.status()).as(change[1] + " " + answer.body()).isEqualTo(400);
        }
        assertThat(post("/api/searches", JSON, "[".repeat(100_000)).status()).isEqualTo(400);
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void aBodyThatDoesNotComeIsNotWaitedForLong() throws IOException {
        long begin = System.nanoTime();
        Answer answer = send(
                "POST /api/searches/known/cancel HTTP/1.1\r\nHost: "
                        + server.uri().getAuthority() + AUTHORIZED
                        + "Content-Type: application/json\r\nContent-Length: 5\r\n",
                "{");

        assertThat(answer.status()).isEqualTo(408);
        assertThat(answer.error()).contains("did not arrive within 10 s");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(Duration.ofSeconds(9), Duration.ofMinutes(1));
        assertThat(server.searches.calls()).isEmpty();
    }

    @Test
    void connectionsOfAClientAreBounded() throws IOException {
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 200; i++) {
                held.add(new Socket(
                        InetAddress.getLoopbackAddress(), server.uri().getPort()));
            }
            // Those that are far too many are closed; those in between are told why.
            await(() -> held.stream().filter(HttpServerTest::isClosed).count() >= 200 - 2 * 64);
            Socket refused = held.get(100);
            refused.setSoTimeout(60_000);
            refused.getOutputStream()
                    .write("GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String answer = new String(refused.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 503").contains("{\"error\":\"too many connections of one client");
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        await(() -> get("/api/health").status() == 200);
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(Condition condition) throws IOException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    /** Whether the server has closed it: then there is an end to read, else nothing yet. */
    private static boolean isClosed(Socket socket) {
        try {
            socket.setSoTimeout(1);
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void answersUnknownPathsInTheSameShape() throws IOException {
        assertThat(get("/api/nothing").status()).isEqualTo(404);
        assertThat(get("/api/nothing").error()).isNotBlank();
    }

    @Test
    void saysWhichPortIsInUse() {
        int port = server.uri().getPort();

        assertThatThrownBy(() -> server.start("127.0.0.1", port))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageContaining("--http-port");
    }

    @Test
    void doesNotListenToTheWorldWithoutRoots() {
        assertThatThrownBy(() -> server.start("0.0.0.0", 0))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("files.roots");
    }

    private Answer failing(Throwable failure) throws IOException {
        server.searches.failure = failure;
        return get("/api/workers");
    }

    private static String error(String message) {
        return "{\"error\":\"" + message + "\"}";
    }

    private Answer get(String path) throws IOException {
        return send("GET " + path + " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + AUTHORIZED, "");
    }

    private Answer post(String path, String type, String body) throws IOException {
        return send(
                "POST " + path + " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + AUTHORIZED + "Content-Type: "
                        + type + "\r\nContent-Length: " + body.length() + "\r\n",
                body);
    }

    /** By hand, because no HTTP client lets a test lie about its host. */
    private Answer send(String head, String body) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.getOutputStream()
                    .write((head + "Connection: close\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.split(" ", 3)[1]);
            return new Answer(status, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        }
    }
}
