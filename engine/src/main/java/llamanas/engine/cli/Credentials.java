package llamanas.engine.cli;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Optional;
import llamanas.engine.access.TokenFiles;

/**
 * The token that a command shows to a coordinator: {@code $LLAMA_NAS_TOKEN}, else the one that a node of this account has left
 * for commands on this machine. That one is not sent anywhere else.
 */
final class Credentials {
    private static final String VARIABLE = "LLAMA_NAS_TOKEN";
    private static final int HTTP_PORT = 80;
    private static final Duration MOMENT = Duration.ofMillis(300);

    private final URI coordinator;
    private final Optional<String> token;
    private final boolean given;

    private Credentials(URI coordinator, Optional<String> token, boolean given) {
        this.coordinator = coordinator;
        this.token = token;
        this.given = given;
    }

    static Credentials of(URI coordinator) {
        String given = System.getenv(VARIABLE);
        if (given != null && !given.isBlank()) {
            return new Credentials(coordinator, Optional.of(given.strip()), true);
        }
        return new Credentials(
                coordinator, isHere(coordinator) ? TokenFiles.read(port(coordinator)) : Optional.empty(), false);
    }

    /** After a refusal: what a node that has just begun to answer leaves in the next moment. */
    Credentials again() throws InterruptedException {
        Credentials now = of(coordinator);
        if (given || !isHere(coordinator) || !now.equals(this)) {
            return now;
        }
        Thread.sleep(MOMENT.toMillis());
        return of(coordinator);
    }

    HttpRequest.Builder on(HttpRequest.Builder request) {
        token.ifPresent(text -> request.setHeader("Authorization", "Bearer " + text));
        return request;
    }

    /** What to say where the coordinator does not take it. */
    String refused() {
        String looked;
        if (given) {
            looked = "the one in " + VARIABLE + " is another one's";
        } else if (!isHere(coordinator)) {
            looked = VARIABLE + " is not set";
        } else {
            looked = VARIABLE + " is not set, and " + TokenFiles.byPort(port(coordinator))
                    + (token.isPresent() ? " is another one's" : " is not there, or not for this account");
        }
        return "the coordinator at " + coordinator + " wants its token: " + looked + "; set " + VARIABLE
                + " to what the file 'token' in its data folder holds";
    }

    private static boolean isHere(URI coordinator) {
        String host = coordinator.getHost();
        boolean address = host.matches("127[0-9.]+|\\[[0-9a-fA-F:.]+]");
        try {
            return host.equalsIgnoreCase("localhost")
                    || (address && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static int port(URI coordinator) {
        return coordinator.getPort() < 0 ? HTTP_PORT : coordinator.getPort();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Credentials that && token.equals(that.token) && given == that.given;
    }

    @Override
    public int hashCode() {
        return token.hashCode();
    }
}
