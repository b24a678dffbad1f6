package llamanas.engine.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.function.UnaryOperator;
import llamanas.protocol.InvalidInputException;

/**
 * Where a node leaves its token for the commands of the same account: {@code token} in its data folder, and, by the port that
 * it answers on, in the account's state folder, {@code $XDG_STATE_HOME/llama-nas} or {@code ~/.local/state/llama-nas}. Both
 * have mode 0600, and go when the node ends.
 */
public final class TokenFiles implements AutoCloseable {
    static final String NAME = "token";

    /** Stands for the state folder in tests. */
    private static final String PROPERTY = "llamanas.state";

    private static final int LONGEST = 4096;

    private final AccessToken token;
    private final Path inData;
    private final Path byPort;

    private TokenFiles(AccessToken token, Path inData, Path byPort) {
        this.token = token;
        this.inData = inData;
        this.byPort = byPort;
    }

    /**
     * Writes both files.
     *
     * @param data the node's data folder
     * @param port that it answers HTTP on
     * @throws InvalidInputException where one of them can't be written
     */
    public static TokenFiles write(AccessToken token, Path data, int port) {
        Path state = byPort(port);
        PrivateFolder.make(folder(state), "state folder", "name another one by XDG_STATE_HOME");
        write(token, data.resolve(NAME), "choose another data folder with --data");
        write(token, state, "name another folder by XDG_STATE_HOME");
        return new TokenFiles(token, data.resolve(NAME), state);
    }

    /** The token of the node that answers on a port of this machine, if it is this account's. */
    public static Optional<String> read(int port) {
        Path file = byPort(port);
        try {
            boolean usable = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && Files.size(file) <= LONGEST
                    && !PrivateFolder.isOpen(file);
            return usable ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            // Another account's, or gone: nothing to call with.
            return Optional.empty();
        }
    }

    /** Where {@link #read} looks. */
    public static Path byPort(int port) {
        return stateFolder(System::getenv).resolve(NAME + "-" + port);
    }

    static Path stateFolder(UnaryOperator<String> environment) {
        String given = System.getProperty(PROPERTY);
        String state = environment.apply("XDG_STATE_HOME");
        String home = environment.apply("HOME");
        if (given != null) {
            return Path.of(given);
        }
        // A relative path is none, says the XDG base directory specification.
        if (state != null && state.startsWith("/")) {
            return Path.of(state, "llama-nas");
        }
        return Path.of(home == null || home.isEmpty() ? System.getProperty("user.home") : home)
                .resolve(".local/state/llama-nas");
    }

    /** By way of another file, so that nobody reads half of it, and a link in its place is replaced, not followed. */
    private static void write(AccessToken token, Path file, String remedy) {
        try {
            Path fresh = Files.createTempFile(
                    folder(file),
                    "." + NAME,
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.writeString(fresh, token.text() + "\n");
                Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException e) {
            throw PrivateFolder.unusable(file, "token file", e, remedy);
        }
    }

    private static Path folder(Path file) {
        return Path.of(String.valueOf(file.toAbsolutePath().getParent()));
    }

    /** Takes the files away, unless another node has written its own in the meantime. */
    @Override
    public void close() {
        remove(byPort);
        remove(inData);
    }

    private void remove(Path file) {
        try {
            if (token.fits(Files.readString(file).strip())) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // A token that is not valid any more does no harm.
        }
    }
}
