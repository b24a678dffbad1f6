package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script, in a folder that looks built, with a java that says what it was given. */
class LauncherCacheTest {
    private static final String JAVA =
            """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; exit; fi
            case "$*" in *warm-up) printf 'search\nworkers\nwarm-up\n'; exit ;; esac
            echo "cache: ${DJL_CACHE_DIR:-none}"
            """;

    @TempDir
    private Path temp;

    private Path home;

    private record Ended(int code, String text) {}

    @BeforeEach
    void layOut() throws IOException {
        home = Files.createDirectories(temp.resolve("llama nas"));
        String script = Files.readString(Program.root().resolve("llama-nas"));
        Matcher jar = Pattern.compile("jar=\\$target/(\\S+\\.jar)").matcher(script);
        assertThat(jar.find()).isTrue();
        Files.createDirectories(home.resolve("engine/target/lib"));
        Files.writeString(home.resolve("engine/target").resolve(jar.group(1)), "");
        executable(home.resolve("llama-nas"), script);
        executable(Files.createDirectories(temp.resolve("java/bin")).resolve("java"), JAVA);
    }

    private static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void nativeLibrariesAreUnpackedIntoAFolderOfTheAccount() throws Exception {
        Path cache = temp.resolve("home/.cache/llama-nas/djl");

        assertThat(launch("node", Map.of())).isEqualTo(new Ended(0, "cache: " + cache + "\n"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(cache)))
                .isEqualTo("rwx------");
        // It is there now.
        assertThat(launch("evaluate", Map.of()).code()).isZero();
        assertThat(launch("measure", Map.of("XDG_CACHE_HOME", temp + "/x")).text())
                .isEqualTo("cache: " + temp + "/x/llama-nas/djl\n");
        assertThat(launch("prepare", Map.of("DJL_CACHE_DIR", temp + "/y")).text())
                .isEqualTo("cache: " + temp + "/y\n");
    }

    @Test
    void aFolderThatOthersCanWriteIntoIsRefused() throws Exception {
        for (String mode : new String[] {"rwxrwxrwx", "rwxr-xrwx", "rwxrwxr-x"}) {
            Path planted = Files.createDirectories(temp.resolve("planted"));
            Files.setPosixFilePermissions(planted, PosixFilePermissions.fromString(mode));

            for (String variable : new String[] {"DJL_CACHE_DIR", "ENGINE_CACHE_DIR"}) {
                Ended ended = launch("evaluate", Map.of(variable, planted.toString()));
                assertThat(ended.code()).as(mode).isEqualTo(1);
                assertThat(ended.text())
                        .startsWith("llama-nas: the cache folder " + planted)
                        .contains(variable)
                        .doesNotContain("cache: ");
            }
        }
    }

    @Test
    void aFolderThatOthersCouldReplaceIsRefused() throws Exception {
        Path open = Files.createDirectories(temp.resolve("open"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThat(launch("node", Map.of("DJL_CACHE_DIR", open + "/djl")).text())
                .startsWith("llama-nas: others can write into " + open);
    }

    @Test
    void anotherAccountsFolderIsRefused() throws Exception {
        Path theirs = Files.createDirectories(temp.resolve("theirs"));
        int owner = (Integer) Files.getAttribute(theirs, "unix:uid");
        assumeTrue(owner == 0, "only root can give a folder away");
        Files.setAttribute(theirs, "unix:uid", 65_534);

        assertThat(launch("node", Map.of("DJL_CACHE_DIR", theirs.toString())).text())
                .contains("is another account's");
    }

    @Test
    void commandsThatSpeakHttpNeedNone() throws Exception {
        Files.writeString(temp.resolve("file"), "");

        assertThat(launch("search", Map.of("XDG_CACHE_HOME", temp + "/file"))).isEqualTo(new Ended(0, "cache: none\n"));
        assertThat(launch("node", Map.of("XDG_CACHE_HOME", temp + "/file")).text())
                .startsWith("llama-nas: the cache folder " + temp + "/file/llama-nas/djl can't be made");
    }

    private Ended launch(String command, Map<String, String> environment) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(home.resolve("llama-nas").toString(), command);
        builder.environment().keySet().removeAll(Set.of("DJL_CACHE_DIR", "ENGINE_CACHE_DIR", "XDG_CACHE_HOME"));
        builder.environment().put("JAVA_HOME", temp.resolve("java").toString());
        builder.environment().put("HOME", temp.resolve("home").toString());
        builder.environment().putAll(environment);
        Path output = temp.resolve("output.txt");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), Files.readString(output));
    }
}
