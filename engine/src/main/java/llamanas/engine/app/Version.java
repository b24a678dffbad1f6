package llamanas.engine.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** Version and commit of this build, as the build wrote them into {@code version.properties}. */
public final class Version implements IVersionProvider {
    private static final String UNKNOWN = "unknown";

    /** For example {@code 0.1.0-SNAPSHOT+1a2b3c4}; {@code .dirty} is appended where the tree had changes. */
    public static String current() {
        Properties properties = load();
        String commit = filtered(properties, "commit");
        String dirty = filtered(properties, "dirty").equals("true") ? ".dirty" : "";
        return filtered(properties, "version") + "+" + commit + dirty;
    }

    /** Whether {@link #current} names one code, and no other. */
    static boolean isCommitted() {
        return !current().endsWith(".dirty") && !current().contains(UNKNOWN);
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "llama-nas " + current(),
            "Java " + System.getProperty("java.version") + ", " + System.getProperty("os.name") + " "
                    + System.getProperty("os.arch")
        };
    }

    private static String filtered(Properties properties, String key) {
        String value = properties.getProperty(key, UNKNOWN);
        return value.isEmpty() || value.startsWith("${") ? UNKNOWN : value;
    }

    private static Properties load() {
        Properties properties = new Properties();
        try (InputStream in = Version.class.getResourceAsStream("/llamanas/engine/version.properties")) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("can't read version.properties", e);
        }
        return properties;
    }
}
