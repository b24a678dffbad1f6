package llamanas.engine.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/** What a caller of the HTTP API has to know. Never printed, and compared in a time that says nothing about it. */
public final class AccessToken {
    private static final int BYTES = 32;

    private final String text;

    private AccessToken(String text) {
        this.text = text;
    }

    /** A new one, of 256 random bits. A node that made its token itself has another one after each start. */
    public static AccessToken random() {
        byte[] bits = new byte[BYTES];
        new SecureRandom().nextBytes(bits);
        return new AccessToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bits));
    }

    /** That of the settings, or a new one where they have none (an empty text). */
    public static AccessToken of(String configured) {
        return configured.isEmpty() ? random() : new AccessToken(configured);
    }

    /** Whether a caller knows the token. */
    public boolean fits(String presented) {
        return MessageDigest.isEqual(bytes(text), bytes(presented));
    }

    String text() {
        return text;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "AccessToken";
    }
}
