package llamanas.engine.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Under which names the API may be called. A page that a browser has loaded from elsewhere can make a name of its own point
 * at this machine (DNS rebinding), but it can't make the browser send a name that is ours; an IP address is no name at all.
 */
final class LocalNames {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[?[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]?");

    private final String configured;

    /** @param configured the host that the server listens on */
    LocalNames(String configured) {
        this.configured = configured.toLowerCase(Locale.ROOT);
    }

    /** Whether a request with this name in its {@code Host} header is meant for us. */
    boolean allows(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return name.equals(configured) || isLoopback(name) || (!isLoopback(configured) && isAddress(name));
    }

    /** Whether only this machine reaches this host. Never asks a name server. */
    static boolean isLoopback(String host) {
        return host.equalsIgnoreCase("localhost")
                || (isAddress(host) && parsed(host).isLoopbackAddress());
    }

    private static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    private static InetAddress parsed(String address) {
        try {
            return InetAddress.getByName(address);
        } catch (UnknownHostException e) {
            throw new llamanas.protocol.InvalidInputException("'" + address + "' is not an IP address", e);
        }
    }
}
