package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import llamanas.engine.cli.Runs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The script {@code llama-nas} with a java that only prints how it is called. */
class LauncherTest {
    private static final CommandLine PROGRAM = Main.commandLine(new ProgramParts(Evaluators::of));
    private static final String SMALL = "-XX:TieredStopAtLevel=1";

    @TempDir
    private Path folder;

    private Path jdk;
    private Path launcher;

    @BeforeEach
    void install() throws IOException {
        Path home = folder.resolve("a home");
        Files.createDirectories(home.resolve("engine/target/lib"));
        Files.createFile(home.resolve("engine/target/engine-0.1.0-SNAPSHOT.jar"));
        launcher = Files.copy(Program.root().resolve("llama-nas"), home.resolve("llama-nas"));
        jdk = folder.resolve("jdk");
        java(
                """
                case "$*" in
                  -version) echo 'openjdk version "17.0.1"' >&2 ;;
                  *warm-up) cat "%s" ;;
                  *) printf '%%s\\n' "$@" ;;
                esac
                """
                        .formatted(Files.write(folder.resolve("clients"), WarmUpCommand.clients(PROGRAM))));
    }

    private void java(String script) throws IOException {
        Path java = jdk.resolve("bin/java");
        Files.createDirectories(java.getParent());
        Files.writeString(java, "#!/bin/sh\n" + script);
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String launched(int code, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", launcher.toString()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", jdk.toString());
        builder.environment().remove("LLAMA_NAS_JAVA_OPTS");
        Process process = builder.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isEqualTo(code);
        return said;
    }

    @Test
    void everyCommandRunsAsWhatItDeclares() throws IOException, InterruptedException {
        for (Map.Entry<String, CommandLine> named : PROGRAM.getSubcommands().entrySet()) {
            String name = named.getKey();
            if (name.equals("warm-up")) {
                continue;
            }
            boolean client = WarmUpCommand.kind(named.getValue()) == Runs.Kind.CLIENT;
            List<String> flags = launched(0, "--stacktrace", name).lines().toList();
            assertThat(flags.contains(SMALL)).as(name).isEqualTo(client);
            assertThat(flags.contains("-XX:+ExitOnOutOfMemoryError")).as(name).isEqualTo(!client);
            assertThat(flags.contains("-Dai.djl.offline=true")).as(name).isEqualTo(!client);
        }
    }

    @Test
    void whatComputesDeclaresIt() {
        assertThat(WarmUpCommand.clients(PROGRAM)).containsExactly("search", "workers", "warm-up");
        PROGRAM.getSubcommands().forEach((name, command) -> {
            if (command.getCommandSpec().userObject() instanceof ComputingCommand) {
                assertThat(WarmUpCommand.kind(command)).as(name).isEqualTo(Runs.Kind.COMPUTING);
            }
        });
    }

    @Test
    void helpStartsAtOnce() throws IOException, InterruptedException {
        assertThat(launched(0, "--help").lines()).contains(SMALL);
    }

    @Test
    void aJavaThatDoesNotStartIsNotCalledTooOld() throws IOException, InterruptedException {
        java("echo 'Could not reserve enough space for object heap' >&2; exit 1");
        assertThat(launched(1, "workers"))
                .startsWith("llama-nas: ")
                .contains("does not start", "Could not reserve enough space for object heap")
                .doesNotContain("needs 17");
    }
}
