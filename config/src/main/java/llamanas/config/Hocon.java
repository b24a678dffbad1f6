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
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import llamanas.protocol.GivenFiles;
import llamanas.protocol.InvalidInputException;

/** Parses HOCON files. Stricter than the library: what a file includes has to exist, and has to be a file. */
final class Hocon {
    private Hocon() {}

    /** The file as it is written, substitutions not resolved yet. */
    static Config parse(Path file) {
        look(file);
        // The library looks for what is included beside the file only where the path has a folder in it.
        Path beside = file.getParent() == null ? Path.of(".").resolve(file) : file;
        try {
            return ConfigFactory.parseFile(
                    beside.toFile(),
                    ConfigParseOptions.defaults().setAllowMissing(false).setIncluder(new Includer()));
        } catch (ConfigException e) {
            throw invalid(file, e);
        } catch (InvalidInputException e) {
            throw new InvalidInputException(file + ": " + e.getMessage(), e);
        }
    }

    /** Refuses what can't be opened without harm, or is no file for people. */
    private static void look(Path file) {
        try (InputStream in = GivenFiles.stream(file, GivenFiles.SETTINGS)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": no such file; check the path", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read: " + e.getMessage(), e);
        }
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
            return config.resolve().root();
        } catch (ConfigException e) {
            throw invalid(file, e);
        }
    }

    private static InvalidInputException invalid(Path file, ConfigException e) {
        String message = String.valueOf(e.getMessage());
        return new InvalidInputException(message.contains(file.toString()) ? message : file + ": " + message, e);
    }

    /** By default a misspelt include is skipped in silence. */
    private static final class Includer
            implements ConfigIncluder, ConfigIncluderFile, ConfigIncluderClasspath, ConfigIncluderURL {
        @Override
        public ConfigIncluder withFallback(ConfigIncluder fallback) {
            return this;
        }

        @Override
        public ConfigObject include(ConfigIncludeContext context, String what) {
            ConfigParseable target = context.relativeTo(what);
            if (target == null) {
                throw new InvalidInputException("include \"" + what + "\": found no such file, expected a path");
            }
            return parse(target, context, what);
        }

        @Override
        public ConfigObject includeFile(ConfigIncludeContext context, File what) {
            return include(context, what.getPath());
        }

        @Override
        public ConfigObject includeResources(ConfigIncludeContext context, String what) {
            throw new InvalidInputException("include classpath(\"" + what + "\"): not supported, include a file");
        }

        @Override
        public ConfigObject includeURL(ConfigIncludeContext context, URL what) {
            throw new InvalidInputException("include url(\"" + what + "\"): not supported, include a file");
        }

        private static ConfigObject parse(ConfigParseable target, ConfigIncludeContext context, String what) {
            String filename = target.origin().filename();
            if (filename == null || !Files.exists(Path.of(filename))) {
                throw new InvalidInputException(
                        "include \"" + what + "\": no such file: " + (filename == null ? what : filename));
            }
            look(Path.of(filename));
            return target.parse(context.parseOptions().setAllowMissing(false));
        }
    }
}
