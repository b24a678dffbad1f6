package llamanas.engine.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import llamanas.config.Settings;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareSpec;
import llamanas.protocol.search.SearchSpec;
import llamanas.protocol.search.TaskSpec;
import llamanas.protocol.search.TrainSpec;

/**
 * Which files a spec from the network may name. Paths are compared as real paths, so neither {@code ..} nor a symbolic link
 * leads out of the allowed folders. A path that does not exist here (the workers may be elsewhere) is judged by its nearest
 * existing parent.
 */
public final class PathGuard {
    private final List<Path> roots;
    private final Path out;

    private PathGuard(List<Path> roots, Path out) {
        this.roots = roots;
        this.out = out;
    }

    /**
     * Reads the allowed folders.
     *
     * @throws InvalidInputException where a folder does not exist, or where everything is allowed although others than this
     *     machine can reach the API
     */
    public static PathGuard of(Settings.Files files, Settings.Http http) {
        if (files.roots().isEmpty() && !LocalNames.isLoopback(http.host())) {
            throw new InvalidInputException(
                    "HTTP would listen on " + http.host() + ", where other machines reach it, and "
                            + "files.roots is empty, so they could name any file of this one; set files.roots to the folders with "
                            + "your models and tasks, or keep http.host = 127.0.0.1");
        }
        // The folder to write into may be made later, by the first preparation.
        return new PathGuard(
                files.roots().stream().map(PathGuard::realRoot).toList(),
                real(files.out().toAbsolutePath().normalize()));
    }

    /**
     * Passes a spec whose paths are all allowed.
     *
     * @throws InvalidInputException where the spec names a path that is not allowed or not absolute
     */
    public void check(SearchSpec spec) {
        if (spec.standIn() == null) {
            check("model", spec.model());
        } else if (spec.standIn().table() != null) {
            check("stand-in.table", spec.standIn().table());
        }
        for (TaskSpec task : spec.tasks()) {
            if (task.search() != null) {
                check("tasks." + task.name() + ".search", task.search());
            }
            if (task.report() != null) {
                check("tasks." + task.name() + ".report", task.report());
            }
        }
        if (spec.prepare() != null) {
            check(spec.prepare());
        }
    }

    private void check(PrepareSpec prepare) {
        if (prepare.calibration() != null) {
            check("prepare.calibration", prepare.calibration());
        }
        TrainSpec train = prepare.train();
        if (train != null) {
            train.data().forEach(file -> check("prepare.train.data", file));
        }
        checkOut("prepare.out", prepare.out());
    }

    /** Who may start searches may have nothing written, except below one folder, and not that folder itself. */
    private void checkOut(String key, String text) {
        Path path = real(absolute(key, text));
        if (!path.startsWith(out) || path.equals(out)) {
            throw new InvalidInputException(key + " = '" + text + "' is outside of " + out
                    + ", where alone this coordinator writes models for those who ask over HTTP; choose a folder in it, or"
                    + " another one for the coordinator (files.out in its settings)");
        }
    }

    private static Path absolute(String key, String text) {
        Path path = parse(key, text);
        if (!path.isAbsolute()) {
            throw new InvalidInputException(
                    key + " = '" + text + "' is a relative path; the coordinator needs absolute ones");
        }
        return path;
    }

    private void check(String key, String text) {
        Path path = absolute(key, text);
        if (!roots.isEmpty() && roots.stream().noneMatch(real(path)::startsWith)) {
            throw new InvalidInputException(key + " = '" + text
                    + "' is outside of the folders that this coordinator allows" + " (files.roots = " + roots + ")");
        }
    }

    private static Path parse(String key, String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new InvalidInputException(key + " = '" + text + "' is not a path: " + e.getReason(), e);
        }
    }

    /** The real path of the nearest existing parent, with the rest appended. A {@code ..} in the rest is never resolved away. */
    private static Path real(Path path) {
        Path existing = path;
        while (!Files.exists(existing, LinkOption.NOFOLLOW_LINKS) && existing.getParent() != null) {
            existing = existing.getParent();
        }
        try {
            Path rest = existing.relativize(path);
            for (Path part : rest) {
                if (part.toString().equals("..")) {
                    return Path.of("/");
                }
            }
            return existing.toRealPath().resolve(rest);
        } catch (IOException e) {
            // A link that leads nowhere, or a folder that may not be read: nothing that could be allowed.
            return Path.of("/");
        }
    }

    private static Path realRoot(Path root) {
        try {
            return root.toRealPath();
        } catch (IOException e) {
            throw new InvalidInputException(
                    "files.roots names " + root + ", which is not a folder that can be read", e);
        }
    }
}
