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
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigValue;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/**
 * Parses HOCON files. Stricter than the library: what a file includes has to exist, and has to be a file. A spec may be
 * somebody else's, and its values are shown and sent around: it includes files of its own folder alone, and does not see the
 * environment. The settings of a node are of those who run it, and see both.
 */
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

    /** A spec as it is written, substitutions not resolved yet. */
    static Config parse(Path file) {
        return parse(file, new Includer(folder(file)));
    }

    /** The settings of a node as they are written. */
    static Config parseSettings(Path file) {
        return parse(file, new Includer(Path.of("/")));
    }

    private static Config parse(Path file, Includer includer) {
        checkText(file, "");
        // The library looks for what is included beside the file only where the path has a folder in it.
        Path beside = file.getParent() == null ? Path.of(".").resolve(file) : file;
        try {
            Config parsed = ConfigFactory.parseFile(
                    beside.toFile(),
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(includer));
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
        try (InputStream in = GivenFiles.stream(file)) {
            byte[] text = in.readNBytes(MOST_BYTES + 1);
            if (text.length > MOST_BYTES) {
                throw new InvalidInputException(what + file + ": found more bytes, expected at most " + MOST_BYTES);
            }
            if (Nesting.depth(new String(text, StandardCharsets.UTF_8)) > DEEPEST) {
                throw new InvalidInputException(what + file + TOO_DEEP);
            }
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(what + file + ": no such file; check the path", e);
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

    /** Puts other keys in for {@code ${...}}, of a spec. What would take its value from the environment is refused. */
    static ConfigObject resolve(Config config, Path file) {
        Config alone = resolve(config, file, ConfigResolveOptions.noSystem());
        Config seeing = resolve(config, file, ConfigResolveOptions.defaults());
        for (Map.Entry<String, ConfigValue> entry : seeing.entrySet()) {
            String path = entry.getKey();
            if (!alone.hasPath(path) || !alone.getValue(path).equals(entry.getValue())) {
                throw new InvalidInputException(
                        file + ": " + path
                                + ": found ${..} that names an environment variable, which specs don't see; write the value itself");
            }
        }
        return alone.root();
    }

    /** Puts environment variables and other keys in for {@code ${...}}, of settings. */
    static ConfigObject resolveSettings(Config config, Path file) {
        return resolve(config, file, ConfigResolveOptions.defaults()).root();
    }

    private static Config resolve(Config config, Path file, ConfigResolveOptions options) {
        try {
            if (Expansion.of(config.root()) > MOST_CHARACTERS) {
                throw new InvalidInputException(file + ": its substitutions come to more than " + MOST_CHARACTERS
                        + " characters; use ${..} fewer times in what others use again");
            }
            return checkDepth(config.resolve(options), file);
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
        private final Path root;

        /** @param root the folder that files have to lie in */
        Includer(Path root) {
            this.root = root;
        }

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
            if (filename == null || !Files.exists(Path.of(filename))) {
                throw new InvalidInputException("include \"" + Shown.of(what) + "\": no such file: "
                        + Shown.of(filename == null ? what : filename));
            }
            if (++files > MOST_INCLUDES) {
                throw new InvalidInputException("include \"" + Shown.of(what) + "\": found more than " + MOST_INCLUDES
                        + " includes, expected at most that many in all files together");
            }
            checkInside(Path.of(filename), Shown.of(what));
            checkText(Path.of(filename), "include ");
            return target.parse(context.parseOptions().setAllowMissing(false));
        }

        /** Links are followed first, so that none leads out. */
        private void checkInside(Path file, String what) {
            try {
                if (!file.toRealPath().startsWith(root.toRealPath())) {
                    throw new InvalidInputException("include \"" + what + "\": found a file outside of " + root
                            + ", expected one in the folder of the file that is read, or below it");
                }
            } catch (IOException e) {
                throw new InvalidInputException("include \"" + what + "\": can't be read: " + e, e);
            }
        }
    }
}
