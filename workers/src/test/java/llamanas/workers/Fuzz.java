package llamanas.workers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import llamanas.protocol.InvalidInputException;

/**
 * Gives readers of files what nobody would write: spoilt files, by seeds that count from 0. A reader may take them or refuse them; all
 * else, and what takes more memory or time than it should, is a fault. {@code -Dllamanas.fuzz=10000} sets the number of inputs.
 */
public final class Fuzz {
    /** Inputs of a fuzzer. */
    public static final int INPUTS = Integer.getInteger("llamanas.fuzz", 1000);

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MOST_BYTES = 512L << 20;
    private static final long MOST_SECONDS = 60;
    private static final int LONGEST_MESSAGE = 4000;
    private static final int SHOWN = 400;

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\n",
            "\r\n",
            "\u0000",
            "null",
            "true",
            "NaN",
            "1e999",
            "-1",
            "0",
            "2147483647",
            "2147483648",
            "-9223372036854775808",
            "9223372036854775807",
            "18446744073709551616",
            "0.5",
            "\"\\ud800\"",
            "\uFEFF",
            "[".repeat(2000),
            "{\"a\":".repeat(1200),
            "9".repeat(1500),
            "\"" + "x".repeat(5000));

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-1",
            "1",
            "2",
            "3",
            "7",
            "2147483647",
            "2147483648",
            "9223372036854775807",
            "18446744073709551616",
            "1e999",
            "-0.0",
            "0.5",
            "1e-320",
            "\"\"",
            "\"a\"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[]",
            "[[]]",
            "[null]",
            "[0, 0]",
            "[1, -1]",
            "{}",
            "{\"a\": 1}",
            "[".repeat(900) + "]".repeat(900));

    private Fuzz() {}

    /** Reads an input. */
    @FunctionalInterface
    public interface Reader {
        void read(byte[] input) throws IOException;
    }

    /**
     * Reads so many inputs.
     *
     * @param input made of a seeded source of chance
     * @throws AssertionError with seed and input, where the reader ends in anything but a value or a refusal
     */
    public static void each(int inputs, Function<Random, byte[]> input, Reader reader) {
        for (int seed = 0; seed < inputs; seed++) {
            byte[] bytes = input.apply(new Random(seed));
            long start = System.nanoTime();
            long before = THREADS.getCurrentThreadAllocatedBytes();
            try {
                reader.read(bytes);
            } catch (InvalidInputException e) {
                check(String.valueOf(e.getMessage()).length() < LONGEST_MESSAGE, "a long message", seed, bytes);
            } catch (Throwable e) {
                throw new AssertionError(shown(e.toString(), seed, bytes), e);
            }
            long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
            long seconds = (System.nanoTime() - start) / 1_000_000_000;
            check(allocated < MOST_BYTES, allocated + " bytes of memory", seed, bytes);
            check(seconds < MOST_SECONDS, seconds + " s", seed, bytes);
        }
    }

    private static void check(boolean right, String fault, int seed, byte[] input) {
        if (!right) {
            throw new AssertionError(shown(fault, seed, input));
        }
    }

    private static String shown(String fault, int seed, byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        return fault + " at seed " + seed + ": " + text.substring(0, Math.min(SHOWN, text.length()));
    }

    /** A file whose bytes are spoilt at up to four places. */
    public static byte[] bytes(byte[] file, Random random) {
        byte[] spoilt = file;
        int places = 1 + random.nextInt(4);
        for (int i = 0; i < places; i++) {
            spoilt = spoilt(spoilt, random);
        }
        return spoilt;
    }

    /** The same of a text, where it is spoilt as JSON as well as by bytes. */
    public static byte[] json(String file, Random random) {
        byte[] values = values(file, random).getBytes(StandardCharsets.UTF_8);
        return random.nextInt(3) == 0 ? bytes(values, random) : values;
    }

    /** JSON of which up to three values are others, or gone. */
    public static String values(String file, Random random) {
        try {
            JsonNode root = JSON.readTree(file);
            int places = 1 + random.nextInt(3);
            for (int i = 0; i < places; i++) {
                replace(root, random);
            }
            return root.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(JsonNode root, Random random) throws IOException {
        List<JsonNode> places = new ArrayList<>();
        collect(root, places);
        JsonNode chosen = places.get(random.nextInt(places.size()));
        JsonNode value = JSON.readTree(VALUES.get(random.nextInt(VALUES.size())));
        if (chosen instanceof ObjectNode object && !object.isEmpty()) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            String name = names.get(random.nextInt(names.size()));
            if (random.nextInt(5) == 0) {
                object.remove(name);
            } else {
                object.set(name, value);
            }
        } else if (chosen instanceof ArrayNode array && !array.isEmpty()) {
            array.set(random.nextInt(array.size()), value);
        } else if (chosen instanceof ArrayNode array) {
            array.add(value);
        }
    }

    /** The object or array that a value is in, once for each value. */
    private static void collect(JsonNode node, List<JsonNode> places) {
        if (node.isContainerNode()) {
            places.addAll(Collections.nCopies(Math.max(1, node.size()), node));
            node.forEach(child -> collect(child, places));
        }
    }

    private static byte[] spoilt(byte[] file, Random random) {
        int from = random.nextInt(file.length + 1);
        int to = Math.min(file.length, from + 1 + random.nextInt(1 << random.nextInt(8)));
        byte[] part = Arrays.copyOfRange(file, Math.min(from, to), to);
        return switch (random.nextInt(6)) {
            case 0 -> joined(file, from, to, new byte[0]);
            case 1 -> Arrays.copyOf(file, from);
            case 2 -> joined(file, from, from, part);
            case 3 -> joined(file, from, to, noise(part.length, random));
            case 4 -> joined(file, from, to, piece(random));
            default -> joined(file, from, from, piece(random));
        };
    }

    private static byte[] piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size())).getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] noise(int length, Random random) {
        byte[] noise = new byte[length];
        random.nextBytes(noise);
        return noise;
    }

    /** With a part replaced. */
    private static byte[] joined(byte[] file, int from, int to, byte[] part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(file.length + part.length);
        out.write(file, 0, from);
        out.writeBytes(part);
        out.write(file, to, file.length - to);
        return out.toByteArray();
    }
}
