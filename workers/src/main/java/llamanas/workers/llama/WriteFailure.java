package llamanas.workers.llama;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import llamanas.protocol.InvalidInputException;

/** What to tell somebody whose checkpoint could not be written. */
final class WriteFailure {
    private WriteFailure() {}

    /** @throws InvalidInputException where the folder is there and not empty, or is no folder */
    static void refuseOccupied(Path out) {
        if (!Files.exists(out)) {
            return;
        }
        if (!Files.isDirectory(out)) {
            throw new InvalidInputException(out + ": is a file; give a new folder");
        }
        try (Stream<Path> content = Files.list(out)) {
            if (content.findAny().isPresent()) {
                throw new InvalidInputException(out + ": is not empty; give a new folder, or delete this one");
            }
        } catch (IOException e) {
            throw of(out, e);
        }
    }

    /** @throws InvalidInputException where the disk has less room than the weights alone will take */
    static void refuseWithoutSpace(Path out, long bytes) {
        long free = free(out);
        if (free < bytes) {
            throw full(out, bytes, free);
        }
    }

    /** @param bytes what the weights take */
    static RuntimeException of(Path out, long bytes, IOException e) {
        String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("no space left") || reason.contains("quota exceeded")) {
            return full(out, bytes, free(out));
        }
        return of(out, e);
    }

    /** A file system that refuses is the user's to mend; anything else is a fault of the machine. */
    static RuntimeException of(Path out, IOException e) {
        if (e instanceof FileSystemException refused) {
            String reason = refused.getReason();
            return new InvalidInputException(
                    refused.getFile() + ": can't be read or written ("
                            + (reason == null ? e.getClass().getSimpleName() : reason) + "); nothing was left in "
                            + out,
                    e);
        }
        return new UncheckedIOException(out + ": writing failed and nothing was left of it: " + e.getMessage(), e);
    }

    private static InvalidInputException full(Path out, long bytes, long free) {
        return new InvalidInputException(out + ": the disk is full: the weights need " + bytes + " bytes, " + free
                + " are free; nothing was left there. Make room or give another folder");
    }

    /** Free bytes where the folder will lie: asked of its nearest parent that exists. */
    private static long free(Path out) {
        Path there = out.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        try {
            return there == null ? Long.MAX_VALUE : Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
