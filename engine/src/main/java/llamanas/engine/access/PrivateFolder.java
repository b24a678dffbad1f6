package llamanas.engine.access;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;
import llamanas.protocol.InvalidInputException;

/** Folders that only the account of this process can look into (mode 0700). */
public final class PrivateFolder {
    private static final Set<PosixFilePermission> OWNER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> OTHERS = PosixFilePermissions.fromString("---rwxrwx");
    private static final Set<PosixFilePermission> OTHERS_WRITE = PosixFilePermissions.fromString("----w--w-");
    private static final Set<String> OF_A_NODE = Set.of("logs", "searches", "journal.mv.db", TokenFiles.NAME);

    private PrivateFolder() {}

    /**
     * Makes a node's data folder, or closes one to others that is there: earlier versions let everybody read. A folder with
     * other things in it is not closed in silence.
     *
     * @throws InvalidInputException where it can't be made, is another account's, or is open to others and not a node's
     */
    public static void ofNode(Path data) {
        create(data, "data folder", "choose another one with --data");
        try {
            if (isOpen(data)) {
                if (!isOfNode(data)) {
                    throw new InvalidInputException("data folder " + data + " has mode " + mode(data)
                            + " and holds other things than a node's data; close it to others (chmod 700), or choose"
                            + " another one with --data");
                }
                Files.setPosixFilePermissions(data, OWNER);
            }
        } catch (IOException e) {
            throw unusable(data, "data folder", e, "choose another one with --data");
        }
    }

    /**
     * Makes a folder with mode 0700 that nobody else may write into; folders above it that are missing as well.
     *
     * @param what it is called in messages
     * @param remedy what to do where it can't be used
     * @throws InvalidInputException where it can't be made, is another account's, or others may write into it
     */
    public static void make(Path folder, String what, String remedy) {
        create(folder, what, remedy);
        try {
            if (!Collections.disjoint(Files.getPosixFilePermissions(folder), OTHERS_WRITE)) {
                throw new InvalidInputException(what + " " + folder + " has mode " + mode(folder)
                        + ", so that others could put their files in it; take their right away (chmod go-w), or "
                        + remedy);
            }
        } catch (IOException e) {
            throw unusable(folder, what, e, remedy);
        }
    }

    private static void create(Path folder, String what, String remedy) {
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER));
            int owner = owner(folder);
            if (owner != owner(Path.of("/proc/self"))) {
                throw new InvalidInputException(
                        what + " " + folder + " belongs to the account with the number " + owner + "; " + remedy);
            }
        } catch (IOException e) {
            throw unusable(folder, what, e, remedy);
        }
    }

    static InvalidInputException unusable(Path file, String what, IOException e, String remedy) {
        return new InvalidInputException(what + " " + file + " can't be used: " + e + "; " + remedy, e);
    }

    /** Whether any other account has any right on it. */
    static boolean isOpen(Path file) throws IOException {
        return !Collections.disjoint(Files.getPosixFilePermissions(file), OTHERS);
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Empty, or with something in it that a node makes. */
    private static boolean isOfNode(Path folder) throws IOException {
        boolean empty = true;
        try (DirectoryStream<Path> inside = Files.newDirectoryStream(folder)) {
            for (Path one : inside) {
                empty = false;
                if (OF_A_NODE.contains(String.valueOf(one.getFileName()))) {
                    return true;
                }
            }
        }
        return empty;
    }

    private static int owner(Path file) throws IOException {
        return (Integer) Files.getAttribute(file, "unix:uid");
    }
}
