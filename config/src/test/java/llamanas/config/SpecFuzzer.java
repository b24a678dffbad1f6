package llamanas.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.SearchSpec;

/**
 * Makes specs that are nearly right out of right ones, and finds those that a reader takes for anything but a spec or bad input.
 * The same inputs for the same seed.
 */
final class SpecFuzzer {
    private static final List<String> PIECES = List.of(
            "1e18",
            "-1",
            "0",
            "NaN",
            "1e999",
            "2147483648",
            "0.5",
            "1e-320",
            "null",
            "true",
            "\"\"",
            "{",
            "}",
            "[",
            "]",
            "{}",
            "[]",
            "=",
            ":",
            "+=",
            ",",
            "\n",
            "\"",
            "\"\"\"",
            "#",
            "//",
            "$",
            "${",
            "${name}",
            "${?name}",
            "${space}",
            "${?HOME}",
            "a = ${a}${a}\n",
            "name = ${?name}x\n",
            "include \"s.conf\"\n",
            "include file(\"/dev/null\")\n",
            "include url(\"http://localhost:1/\")\n",
            "all",
            "full",
            "auto",
            "linas",
            "nsga3",
            "preset = fine\n",
            "divisions = 1000\n",
            "stand-in { function = dtlz1, objectives = 9, genes = 40 }\n",
            "space { ffn = [1, 2] }\n",
            "strategy.weights = [1]\n",
            ".",
            "..",
            "a.b.c = 1\n",
            "\\u0000",
            "\u0000",
            "\ufeff",
            "\u2028",
            "\ud83d",
            "é",
            "4M",
            "1.5K",
            "'");

    private final Random random;
    private final Path file;
    private final List<String> seeds;

    /** What was read when something went wrong. */
    record Finding(int number, String text, Throwable problem) {}

    /** @param folder for the file that is read */
    SpecFuzzer(long seed, Path folder, List<String> seeds) {
        this.random = new Random(seed);
        this.file = folder.resolve("s.conf");
        this.seeds = List.copyOf(seeds);
    }

    /** The first input that a reader ends in anything but a spec that holds the rules, or a short message of bad input. */
    Optional<Finding> run(int count, Function<Path, SearchSpec> reader) throws IOException {
        for (int number = 0; number < count; number++) {
            String text = next();
            Files.writeString(file, text.replace("\ud83d", "?"));
            try {
                SearchSpec spec = reader.apply(file);
                SpecRules.check(spec);
            } catch (InvalidInputException e) {
                if (e.getMessage().length() > 4000) {
                    return Optional.of(new Finding(number, text, new AssertionError("a long message", e)));
                }
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                return Optional.of(new Finding(number, text, e));
            }
        }
        return Optional.empty();
    }

    private String next() {
        StringBuilder text = new StringBuilder(seed());
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            change(text);
        }
        return text.toString();
    }

    private String seed() {
        return seeds.get(random.nextInt(seeds.size()));
    }

    private void change(StringBuilder text) {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + random.nextInt(40));
        switch (random.nextInt(12)) {
            case 0 -> text.delete(from, to);
            case 1 -> text.insert(from, piece());
            case 2 -> text.replace(from, to, piece());
            case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(from, to));
            case 4 -> text.insert(from, piece().repeat(1 + random.nextInt(200)));
            case 5 -> text.insert(from, text.substring(from, to).repeat(random.nextInt(50)));
            case 6, 8, 9, 10 -> otherNumber(text, from);
            case 7 -> text.append('\n').append(seed());
            default -> {
                if (from < text.length()) {
                    text.setCharAt(from, (char) random.nextInt(random.nextBoolean() ? 128 : 0xd800));
                }
            }
        }
    }

    /** Puts another number in place of the next one. */
    private void otherNumber(StringBuilder text, int from) {
        int start = from;
        while (start < text.length() && !Character.isDigit(text.charAt(start))) {
            start++;
        }
        int end = start;
        while (end < text.length() && Character.isDigit(text.charAt(end))) {
            end++;
        }
        long number = random.nextBoolean() ? random.nextInt(100) : random.nextLong() >> random.nextInt(63);
        text.replace(start, end, String.valueOf(number));
    }

    private String piece() {
        return PIECES.get(random.nextInt(PIECES.size()));
    }
}
