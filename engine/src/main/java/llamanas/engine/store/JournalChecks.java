package llamanas.engine.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import llamanas.config.Settings;
import llamanas.engine.coordinator.Outage;
import llamanas.protocol.InvalidInputException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** What is looked at before a journal is used, so that a damaged or a lost one is not taken for a new one. */
final class JournalChecks {
    /** Named in a message at most. */
    private static final int NAMES = 3;

    /** H2's codes for a file that it can read, and make no sense of. */
    private static final Set<Integer> DAMAGE = Set.of(
            DataUtils.ERROR_READING_FAILED,
            DataUtils.ERROR_UNSUPPORTED_FORMAT,
            DataUtils.ERROR_FILE_CORRUPT,
            DataUtils.ERROR_SERIALIZATION,
            DataUtils.ERROR_CHUNK_NOT_FOUND,
            DataUtils.ERROR_BLOCK_NOT_FOUND,
            DataUtils.ERROR_TRANSACTION_CORRUPT,
            DataUtils.ERROR_UNKNOWN_DATA_TYPE);

    private JournalChecks() {}

    /**
     * Looks at an H2 file without changing it: H2 itself takes one that has lost its parts for a new one, and overwrites it.
     *
     * @param file of the journal
     * @throws InvalidInputException where it is damaged; where there are results of searches, and no such file or nothing in it
     */
    static void checkFile(Settings settings, Path file) {
        try {
            if (!Files.exists(file)) {
                refuseBesideResults(settings, "its journal " + file + " is missing");
            } else if (Files.size(file) == 0) {
                refuseBesideResults(settings, "its journal " + file + " is empty (0 bytes)");
            } else {
                read(file);
            }
        } catch (IOException e) {
            throw new InvalidInputException("the journal " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static void read(Path file) {
        try (MVStore store =
                new MVStore.Builder().fileName(file.toString()).readOnly().open()) {
            if (store.getMapNames().isEmpty()) {
                throw damaged(file, new SQLException("nothing is left of what was in it"));
            }
        } catch (MVStoreException e) {
            if (isDamage(e)) {
                throw damaged(file, e);
            }
            // In use, or of another version: opening it will say so.
        }
    }

    /**
     * Refuses a journal without events beside results, and reads every event once, so that damage shows now.
     *
     * @param where for people
     * @throws SQLException where something can't be read
     * @throws InvalidInputException where there are results of searches, and no event
     */
    static void checkEvents(Settings settings, Connection connection, String where) throws SQLException {
        String all =
                "select count(*), sum(length(\"event_payload\")) from \"event_journal\" where \"persistence_id\" is not null";
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(all)) {
            if (row.next() && row.getLong(1) == 0) {
                refuseBesideResults(settings, "its journal " + where + " has no event");
            }
        }
    }

    private static void refuseBesideResults(Settings settings, String what) {
        List<String> finished = finished(settings.data().resolve("searches"));
        if (!finished.isEmpty()) {
            throw new InvalidInputException("data folder " + settings.data() + " has results of "
                    + String.join(", ", finished.subList(0, Math.min(NAMES, finished.size())))
                    + (finished.size() > NAMES ? " and " + (finished.size() - NAMES) + " more" : "")
                    + " in searches/, but " + what
                    + "; put the journal back from a copy, or, to begin a new one, move searches/ away or choose another"
                    + " folder with --data");
        }
    }

    private static List<String> finished(Path searches) {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(searches)) {
            for (Path folder : folders) {
                if (Files.exists(folder.resolve("search.json"))) {
                    ids.add("search '" + folder.getFileName() + "'");
                }
            }
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException("can't look for results in " + searches, e);
        }
        ids.sort(null);
        return List.copyOf(ids);
    }

    /** Whether H2 could read the file, but can't make sense of what is in it. */
    static boolean isDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException store) {
                return DAMAGE.contains(store.getErrorCode());
            }
        }
        return false;
    }

    /** Says what to do about a damaged file. */
    static InvalidInputException damaged(Path file, Throwable cause) {
        return new InvalidInputException(
                "the journal " + file + " is damaged (" + Outage.message(cause)
                        + "); put it back from a copy, or move it away together with searches/ to begin a new one",
                cause);
    }
}
