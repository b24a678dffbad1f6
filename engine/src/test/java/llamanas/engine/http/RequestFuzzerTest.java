package llamanas.engine.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import llamanas.engine.output.Json;
import llamanas.protocol.api.ErrorBody;
import llamanas.protocol.api.SearchRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests that were good once, spoilt by chance; {@code -Dllamanas.fuzz=10000} makes as many. */
class RequestFuzzerTest {
    private static final int INPUTS = Integer.getInteger("llamanas.fuzz", 1000);
    private static final long SEED = 20261201;
    private static final int PATIENCE_MILLIS = 30_000;

    private static final List<String> PATHS = List.of(
            "/api/health",
            "/api/workers",
            "/api/searches",
            "/api/searches/known",
            "/api/searches/known/front?objectives=a.acc,bytes&max=parameters%3D3.3M",
            "/api/searches/known/front?best=bytes",
            "/api/searches/known/candidates?from=1&count=2",
            "/api/searches/known/predictions",
            "/api/searches/known/pause",
            "/api/searches/known/extend",
            "/api/searches/known/reference",
            "/api/searches/known/inject?name=mine.json",
            "/nowhere");

    private static final List<String> BODIES = List.of(
            Json.write(new SearchRequest("first", FakeSearches.spec("/models/x"))),
            "{\"request\": \"r\", \"evaluations\": 5}",
            "{\"reference\": {\"bytes\": 4.5, \"stories.nats_per_token\": 3}}",
            "{\"layers\": [{\"ffn\": 8}]}",
            "{}",
            "");

    /** What is put in somewhere. */
    private static final List<String> SPICES = List.of(
            "null",
            "\"60\"",
            "2.7",
            "-1",
            "1e999",
            "NaN",
            "[]",
            "{}",
            "\u0000",
            "\r\n",
            "%00",
            "%zz",
            "%2e%2e/",
            "\"",
            "\\u0000",
            "\ud83d\udca9",
            "\u202e",
            "99999999999999999999",
            "true",
            "[[[[[[[[",
            "a".repeat(3000),
            "\u00ff\u00fe",
            "&from=1",
            "?x=1",
            "#",
            " ");

    private final TestServer server = new TestServer();

    @AfterEach
    void stop() {
        server.close();
    }

    private record Reply(int status, String body) {}

    @Test
    void everyRequestIsAnsweredInTheApisShape() throws IOException {
        fuzz(INPUTS);
        assertThat(send(request("GET", "/api/health", "")).body()).contains("\"up\"");
    }

    /** A bug behind one route, of 13, that some of the inputs reach. */
    @Test
    void findsAFaultThatIsPlanted() {
        server.searches.failure = new IllegalStateException("planted");

        assertThatThrownBy(() -> fuzz(100)).isInstanceOf(AssertionError.class).hasMessageContaining("500");
    }

    private void fuzz(int inputs) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < inputs; i++) {
            byte[] request = spoilt(random);
            Reply reply = send(request);
            check(i, new String(request, StandardCharsets.ISO_8859_1), reply);
        }
    }

    private static void check(int number, String request, Reply reply) {
        String input = "input " + number + ": " + request;
        assertThat(reply.status()).as(input).isBetween(200, 505).isNotEqualTo(500);
        assertThat(reply.body()).as(input).doesNotContain("\tat ", "llamanas.", "java.", "akka.", "Exception");
        if (reply.status() != 200 && !request.startsWith("HEAD ")) {
            assertThat(Json.read(reply.body(), ErrorBody.class).error())
                    .as(input)
                    .isNotBlank();
        }
    }

    private byte[] spoilt(SplittableRandom random) {
        String method = pick(random, List.of("GET", "POST", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "BREW"));
        String path = pick(random, PATHS);
        String body = pick(random, BODIES);
        int spoils = random.nextInt(4);
        for (int s = 0; s < spoils; s++) {
            if (random.nextBoolean()) {
                path = "/" + spoilt(random, path.substring(1)).replaceAll("[\r\n ]", "+");
            } else {
                body = spoilt(random, body);
            }
        }
        byte[] request = request(method, path, body);
        if (random.nextInt(8) == 0) {
            int length = new String(request, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
            request[random.nextInt(length)] = (byte) random.nextInt(256);
        }
        return request;
    }

    private static String spoilt(SplittableRandom random, String text) {
        int from = random.nextInt(text.length() + 1);
        int to = from + random.nextInt(Math.min(text.length() - from, 12) + 1);
        return switch (random.nextInt(3)) {
            case 0 -> text.substring(0, from) + text.substring(to);
            case 1 -> text.substring(0, from) + pick(random, SPICES) + text.substring(to);
            default -> text.substring(0, to) + text.substring(from);
        };
    }

    private static <T> T pick(SplittableRandom random, List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    private byte[] request(String method, String path, String body) {
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return (method + " " + path + " HTTP/1.1\r\nHost: " + server.uri().getAuthority() + "\r\nAuthorization: Bearer "
                        + TestServer.TOKEN + "\r\nConnection: close\r\n"
                        + "Content-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private Reply send(byte[] request) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request);
            // So that a length that was spoilt is not waited for.
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .as("answer to " + new String(request, StandardCharsets.ISO_8859_1))
                    .startsWith("HTTP/1.1 ");
            int end = answer.indexOf("\r\n\r\n");
            return new Reply(Integer.parseInt(answer.split(" ", 3)[1]), answer.substring(end + 4));
        }
    }
}
