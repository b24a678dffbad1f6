package llamanas.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * No library comes in, and none changes its version, unseen: the class path holds what {@code dependencies.txt} lists, no more
 * and no less, and what the program runs on is under a licence that the project allows. It needs no network, and so knows
 * nothing of vulnerabilities: for those, see SECURITY.md.
 */
class DependenciesTest {
    private static final Path LIST = Path.of("src/test/resources/dependencies.txt");
    private static final Set<String> ALLOWED =
            Set.of("Apache-2.0", "MIT", "MIT-0", "BSD-2-Clause", "BSD-3-Clause", "EPL-1.0", "EPL-2.0");

    /** One line: {@code run group:artifact:version licence remark}. */
    private record Dependency(String scope, String coordinates, String licence) {
        static Dependency of(String line) {
            String[] words = line.split(" ", -1);
            return new Dependency(words[0], words[1], words[2]);
        }

        /** Where a Maven repository has it. */
        String folder() {
            String[] parts = coordinates.split(":", -1);
            return "/" + parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2] + "/";
        }
    }

    private static List<Dependency> listed() throws IOException {
        return Files.readAllLines(LIST).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Dependency::of)
                .toList();
    }

    /** Jars from a repository; the project's own parts lie in target folders. */
    private static List<String> jars() {
        List<String> jars = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(jar -> jar.replace(File.separatorChar, '/'))
                .filter(jar -> jar.endsWith(".jar") && !jar.contains("/target/") && !jar.contains("/llamanas/"))
                .toList();
        assumeTrue(
                jars.stream().anyMatch(jar -> jar.contains("/org/slf4j/slf4j-api/")),
                "the class path is not that of a Maven build");
        return jars;
    }

    @Test
    void theClassPathIsWhatIsListed() throws IOException {
        List<Dependency> listed = listed();
        List<String> jars = jars();
        assertThat(jars)
                .allMatch(jar ->
                        jar.contains("/surefire") || listed.stream().anyMatch(one -> jar.contains(one.folder())));
        assertThat(listed).allMatch(one -> jars.stream().anyMatch(jar -> jar.contains(one.folder())));
    }

    @Test
    void whatRunsIsUnderAnAllowedLicence() throws IOException {
        assertThat(listed().stream().filter(one -> one.scope().equals("run")))
                .hasSizeGreaterThan(50)
                .allMatch(one -> ALLOWED.contains(one.licence()));
    }
}
