package llamanas.engine.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;

/** What is looked at before a journal is used, so that a damaged or a lost one is not taken for a new one. */
final class JournalChecks {
    /** Named in a message at most. */
    private static final int NAMES = 3;

    private JournalChecks() {}

    /**
     * Refuses to begin an H2 file beside results. An empty file is what a full disk or a broken copy leaves.
     *
     * @param file of the journal
     * @throws InvalidInputException where there are results of searches, and no such file or nothing in it
     */
    static void checkFile(Settings settings, Path file) {
        try {
            if (!Files.exists(file)) {
                refuseBesideResults(settings, "its journal " + file + " is missing");
            } else if (Files.size(file) == 0) {
                refuseBesideResults(settings, "its journal " + file + " is empty (0 bytes)");
            }
        } catch (IOException e) {
            throw new InvalidInputException("the journal " + file + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a journal without events beside results, and reads what there is once, so that damage shows now.
     *
     * @param where for people
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
        } catch (IOException e) {
            return List.of();
        }
        ids.sort(null);
        return ids;
    }

    /** Whether H2 could read the file, but can't make sense of what is in it. */
    static boolean isDamage(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MVStoreException store) {
                int code = store.getErrorCode();
                return code != DataUtils.ERROR_FILE_LOCKED
                        && code != DataUtils.ERROR_WRITING_FAILED
                        && code != DataUtils.ERROR_CLOSED;
            }
        }
        return false;
    }

    /** Says what to do about a damaged file. */
    static InvalidInputException damaged(Path file, Throwable cause) {
        return new InvalidInputException(
                "the journal " + file + " is damaged (" + JournalWatch.message(cause)
                        + "); put it back from a copy, or move it away together with searches/ to begin a new one. It is left as it was",
                cause);
    }
}
