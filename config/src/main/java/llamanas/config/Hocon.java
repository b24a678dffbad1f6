package llamanas.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigIncludeContext;
import com.typesafe.config.ConfigIncluder;
import com.typesafe.config.ConfigIncluderClasspath;
import com.typesafe.config.ConfigIncluderFile;
import com.typesafe.config.ConfigIncluderURL;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigParseable;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import llamanas.protocol.InvalidInputException;

/** Parses HOCON files. Stricter than the library: what a file includes has to exist, and has to be a file. */
final class Hocon {
    /** Bytes of a file, as many as HTTP takes. */
    static final int MOST_BYTES = 1 << 20;

    /** Of the whole file, once its substitutions are put in. */
    static final int MOST_CHARACTERS = 1 << 22;

    /** Sections inside of sections; the deepest key that anybody reads has four. */
    static final int DEEPEST = 50;

    private static final int MOST_INCLUDES = 100;
    private static final String TOO_DEEP =
            ": sections or substitutions are nested too deep; expected at most " + DEEPEST;

    private Hocon() {}

    /** The file as it is written, substitutions not resolved yet. */
    static Config parse(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException(file + ": no such file; check the path");
        }
        checkText(file, "");
        // The library looks for what is included beside the file only where the path has a folder in it.
        Path beside = file.getParent() == null ? Path.of(".").resolve(file) : file;
        try {
            Config parsed = ConfigFactory.parseFile(
                    beside.toFile(),
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new Includer()));
            return checkDepth(parsed, file);
        } catch (ConfigException e) {
            throw invalid(file, e);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        } catch (StackOverflowError e) {
            throw new InvalidInputException(file + TOO_DEEP, e);
        }
    }

    /** What the library would take too long for, or too much memory, is refused before it sees it. */
    private static void checkText(Path file, String what) {
        try {
            long bytes = Files.size(file);
            if (bytes > MOST_BYTES) {
                throw new InvalidInputException(
                        what + file + ": found " + bytes + " bytes, expected at most " + MOST_BYTES);
            }
            if (Nesting.depth(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)) > DEEPEST) {
                throw new InvalidInputException(what + file + TOO_DEEP);
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    what + file + ": can't be read (" + e.getMessage() + "); check the path", e);
        }
    }

    /** So that nobody who goes through it by recursion runs out of stack. */
    private static Config checkDepth(Config config, Path file) {
        record Level(ConfigValue value, int depth) {}
        Deque<Level> open = new ArrayDeque<>(List.of(new Level(config.root(), 0)));
        while (!open.isEmpty()) {
            Level level = open.pop();
            if (level.depth() > DEEPEST) {
                throw new InvalidInputException(file + TOO_DEEP);
            }
            Expansion.inner(level.value()).forEach(value -> open.push(new Level(value, level.depth() + 1)));
        }
        return config;
    }

    /** Where relative paths of a file start. */
    static Path folder(Path file) {
        return Path.of(String.valueOf(file.toAbsolutePath().getParent()));
    }

    /** A file of this program. Its values have no file name, so that relative paths in it start at the caller's folder. */
    static Config resource(String name) {
        try (InputStream in = Hocon.class.getClassLoader().getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + name + "; the build is broken");
            }
            return ConfigFactory.parseReader(
                    new InputStreamReader(in, StandardCharsets.UTF_8),
                    ConfigParseOptions.defaults().setOriginDescription(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Puts environment variables and other keys in for {@code ${...}}. */
    static ConfigObject resolve(Config config, Path file) {
        try {
            if (Expansion.of(config.root()) > MOST_CHARACTERS) {
                throw new InvalidInputException(file + ": its substitutions come to more than " + MOST_CHARACTERS
                        + " characters; use ${..} fewer times in what others use again");
            }
            return checkDepth(config.resolve(), file).root();
        } catch (ConfigException e) {
            throw invalid(file, e);
        } catch (StackOverflowError e) {
            throw new InvalidInputException(file + TOO_DEEP, e);
        }
    }

    private static InvalidInputException invalid(Path file, ConfigException e) {
        String message = String.valueOf(e.getMessage());
        return new InvalidInputException(
                message.contains(file.toString()) ? Shown.message(message) : file + ": " + Shown.message(message), e);
    }

    /** By default a misspelt include is skipped in silence. */
    private static final class Includer
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath, ConfigIncluderURL {
        private int files;

        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            ConfigParseable target = context.relativeTo(what);
            if (target == null) {
                throw new InvalidInputException(
                        "include \"" + Shown.of(what) + "\": found no such file, expected a path");
            }
            return parse(target, context, what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return include(context, what.getPath());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw new InvalidInputException(
                    "include classpath(\"" + Shown.of(what) + "\"): not supported, include a file");
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw new InvalidInputException("include url(\"" + Shown.of(what) + "\"): not supported, include a file");
        }

        private ConfigObject parse(ConfigParseable target, ConfigIncludeContext context, String what) {
            String filename = target.origin().filename();
            if (filename == null || !Files.isRegularFile(Path.of(filename))) {
                throw new InvalidInputException("include \"" + Shown.of(what) + "\": no such file: "
                        + Shown.of(filename == null ? what : filename));
            }
            if (++files > MOST_INCLUDES) {
                throw new InvalidInputException("include \"" + Shown.of(what) + "\": found more than " + MOST_INCLUDES
                        + " includes, expected at most that many in all files together");
            }
            checkText(Path.of(filename), "include ");
            return target.parse(context.parseOptions().setAllowMissing(false));
        }
    }
}
