package llamanas.engine.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The commands that our texts and help pages show are commands, and have the options that they are shown with. That they do
 * what is said of them is for {@code .ci/docs}.
 */
class DocumentedCommandsTest {
    private static final Path ROOT = Program.root();
    private static final CommandLine PROGRAM = Main.commandLine(new ProgramParts(Evaluators::of));
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final List<String> TEXTS = List.of(
            "README.md",
            "CONTRIBUTING.md",
            "engine/ARCHITECTURE.md",
            "config/bench/README.md",
            "config/demo/README.md");

    @TempDir
    private Path folder;

    @Test
    void textsShowWhatThereIs() throws IOException, InterruptedException {
        List<String> shown = documented();
        assertThat(shown).hasSizeGreaterThan(100);
        assertThat(shown.stream()
                        .filter(line -> line.contains("\t./llama-nas "))
                        .flatMap(line -> problems(line).stream()))
                .isEmpty();
    }

    /** The scaled-down forms, in comments that readers do not see. */
    @Test
    void continuousIntegrationRunsWhatThereIs() throws IOException {
        List<String> runs = new ArrayList<>();
        for (String text : TEXTS) {
            Files.readAllLines(ROOT.resolve(text)).stream()
                    .filter(line -> line.matches("(see |skip |await |LLAMANAS|<!-- ci).*\\./llama-nas .*"))
                    .forEach(runs::add);
        }
        assertThat(runs).hasSizeGreaterThan(20);
        assertThat(runs.stream().flatMap(line -> problems(line).stream())).isEmpty();
    }

    @Test
    void helpShowsWhatThereIs() {
        List<String> examples = examples(PROGRAM).toList();
        assertThat(examples).hasSizeGreaterThan(40);
        assertThat(examples.stream().flatMap(line -> problems(line).stream())).isEmpty();
    }

    @Test
    void everyCommandIsInTheReadme() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        Set<String> missing = new TreeSet<>();
        PROGRAM.getSubcommands().forEach((name, command) -> {
            boolean group = !command.getSubcommands().isEmpty();
            Stream<String> names = group
                    ? command.getSubcommands().keySet().stream().map(sub -> name.equals("bench") ? "bench " + sub : sub)
                    : Stream.of(name);
            if (!command.getCommandSpec().usageMessage().hidden()) {
                names.filter(one -> !readme.contains("`" + one) && !readme.contains("`search " + one))
                        .forEach(missing::add);
            }
        });
        assertThat(missing).isEmpty();
    }

    /** The check of CI itself: without anything that has run, it finds everything but synopses. */
    @Test
    void whatHasNotRunIsFound() throws IOException, InterruptedException {
        List<String> lines =
                List.of("a:1\t./llama-nas demo --raw", "a:2\t./llama-nas search list", "a:3\t./llama-nas demo [--raw]");
        Path shown = Files.write(folder.resolve("shown"), lines);
        Path none = Files.createFile(folder.resolve("none"));
        assertThat(run(1, ".ci/covered", none.toString(), shown.toString())).hasSize(2);
        Path some =
                Files.write(folder.resolve("some"), List.of("./llama-nas demo --data x", "./llama-nas search list"));
        assertThat(run(1, ".ci/covered", some.toString(), shown.toString()))
                .containsExactly("a:1: neither run nor skipped for a reason: ./llama-nas demo --raw");
        Path all = Files.write(
                folder.resolve("all"),
                List.of("./llama-nas demo --data x --raw", "./llama-nas search list --format csv"));
        assertThat(run(0, ".ci/covered", all.toString(), shown.toString())).isEmpty();
    }

    private static List<String> documented() throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(".ci/documented"));
        command.addAll(TEXTS);
        for (String specs : List.of("config/presets", "config/profiles")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(specs))) {
                files.map(file -> ROOT.relativize(file).toString()).sorted().forEach(command::add);
            }
        }
        return run(0, command.toArray(String[]::new));
    }

    private static List<String> run(int code, String... command) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(List.of("awk", "-f"));
        words.addAll(List.of(command));
        Process process = new ProcessBuilder(words)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isEqualTo(code);
        return out.lines().toList();
    }

    /** Examples of all help pages, with the line that goes on joined to it. */
    private static Stream<String> examples(CommandLine command) {
        String footer = String.join(
                        "\n", command.getCommandSpec().usageMessage().footer())
                .replace("\\\n", " ");
        Stream<String> own = footer.lines()
                .filter(line -> line.startsWith("  llama-nas "))
                .map(line -> command.getCommandName() + "\t./" + line.strip());
        return Stream.concat(
                own, command.getSubcommands().values().stream().distinct().flatMap(DocumentedCommandsTest::examples));
    }

    /** What is wrong with {@code place<tab>command}: a command or options that do not exist. */
    private static List<String> problems(String line) {
        String[] words = line.substring(line.indexOf("./llama-nas ")).split("\\s+", -1);
        CommandLine command = PROGRAM;
        int next = 1;
        while (next < words.length && command.getSubcommands().containsKey(words[next])) {
            command = command.getSubcommands().get(words[next++]);
        }
        List<String> problems = new ArrayList<>();
        boolean group = !command.getSubcommands().isEmpty();
        if (group && (command != PROGRAM || !words[1].startsWith("-"))) {
            problems.add(line + ": no such command");
        }
        Matcher options = OPTION.matcher(line);
        while (options.find()) {
            if (!has(command.getCommandSpec(), options.group())) {
                problems.add(line + ": no option " + options.group());
            }
        }
        return problems;
    }

    private static boolean has(CommandSpec spec, String option) {
        return spec.optionsMap().containsKey(option);
    }
}
