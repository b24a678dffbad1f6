package llamanas.engine.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import llamanas.engine.access.AccessToken;

/**
 * Whether who calls knows the node's token: as {@code Authorization: Bearer TOKEN}, or, for browsers, which ask for it, as the
 * password of HTTP's basic authentication under any name.
 */
final class Callers {
    static final String REFUSAL =
            "the node's token is missing or wrong. The commands of ./llama-nas find it by themselves on the"
                    + " account that runs the node; elsewhere set LLAMA_NAS_TOKEN to what the file 'token' in the node's data folder"
                    + " holds; programs send it in the header 'Authorization: Bearer TOKEN'";

    private static final String BEARER = "Bearer ";
    private static final String BASIC = "Basic ";

    private final AccessToken token;

    Callers(AccessToken token) {
        this.token = token;
    }

    boolean know(HttpRequest request) {
        return request.getHeader("Authorization")
                .map(HttpHeader::value)
                .flatMap(Callers::presented)
                .map(token::fits)
                .orElse(false);
    }

    private static Optional<String> presented(String credentials) {
        if (credentials.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(credentials.substring(BEARER.length()).strip());
        }
        return credentials.regionMatches(true, 0, BASIC, 0, BASIC.length())
                ? password(credentials.substring(BASIC.length()).strip())
                : Optional.empty();
    }

    private static Optional<String> password(String encoded) {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon < 0 ? Optional.empty() : Optional.of(pair.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
