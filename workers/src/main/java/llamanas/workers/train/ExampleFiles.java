package llamanas.workers.train;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.workers.tasks.JsonRecords;
import llamanas.workers.tasks.TextFiles;

/**
 * Reads files of training text: {@code .txt} with documents between lines {@code <|endoftext|>}, {@code .jsonl} with one
 * record a line, {@code .json} with an array of records. A record has a {@code text}, or Alpaca's {@code instruction},
 * {@code input} (may be missing) and {@code output} (may be empty: then the answer is EOS, as in Alpaca's own training).
 */
final class ExampleFiles {
    private ExampleFiles() {}

    /**
     * @throws InvalidInputException where the file can't be read, has nothing in it, or has a record that is none
     */
    static List<Example> read(Path file) {
        String name = file.toString();
        if (name.endsWith(".txt")) {
            return TextFiles.documents(file).stream().map(Example::text).toList();
        }
        if (name.endsWith(".jsonl")) {
            return some(lines(file), file, "one record a line");
        }
        if (name.endsWith(".json")) {
            return some(array(file), file, "an array of records");
        }
        throw new InvalidInputException(
                file + ": found a file of unknown ending, expected .txt (text, documents between lines "
                        + "<|endoftext|>), .jsonl (one record a line) or .json (an array of records); rename it");
    }

    private static List<Example> some(List<Example> all, Path file, String expected) {
        List<Example> examples =
                all.stream().filter(example -> !example.whole().isBlank()).toList();
        if (examples.isEmpty()) {
            throw new InvalidInputException(file + ": has no documents; expected " + expected
                    + ", each with a text, or with instruction, input and output");
        }
        return examples;
    }

    private static List<Example> lines(Path file) {
        List<Example> examples = new ArrayList<>();
        int number = 0;
        for (String line : TextFiles.lines(file)) {
            number++;
            if (!line.isBlank()) {
                examples.add(example(JsonRecords.line(line, file, number), file + ":" + number));
            }
        }
        return examples;
    }

    private static List<Example> array(Path file) {
        JsonNode array = JsonRecords.whole(file);
        if (!array.isArray()) {
            throw new InvalidInputException(file + ": found " + JsonRecords.shown(array)
                    + ", expected an array of records [{ .. }, ..]; for one record a line name the file .jsonl");
        }
        List<Example> examples = new ArrayList<>();
        for (JsonNode record : array) {
            examples.add(example(record, file + ": record " + (examples.size() + 1)));
        }
        return examples;
    }

    private static Example example(JsonNode record, String where) {
        if (!record.isObject()) {
            throw new InvalidInputException(
                    where + ": found " + JsonRecords.shown(record) + ", expected an object { .. }");
        }
        if (record.has("text") && !record.has("instruction")) {
            return Example.text(string(record, "text", where));
        }
        String instruction = string(record, "instruction", where);
        if (instruction.isBlank()) {
            throw new InvalidInputException(where + ": instruction: found an empty text; remove this record");
        }
        String input = record.hasNonNull("input") ? string(record, "input", where) : "";
        return Example.instruction(instruction, input, string(record, "output", where));
    }

    private static String string(JsonNode record, String field, String where) {
        JsonNode found = record.path(field);
        if (!found.isTextual()) {
            List<String> fields = new ArrayList<>();
            record.fieldNames().forEachRemaining(fields::add);
            throw new InvalidInputException(where + ": " + field + ": found " + JsonRecords.shown(found)
                    + ", expected a string; the record has the fields " + fields
                    + ", a record needs text, or instruction and output (and may have input)");
        }
        return found.textValue();
    }
}
