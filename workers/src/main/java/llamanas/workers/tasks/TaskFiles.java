package llamanas.workers.tasks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.elastic.SuperNetwork;

/** Reads task files; what can't be used is refused with its file and line. */
public final class TaskFiles {
    private static final ObjectMapper JSON = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** Stands alone on a line between two documents of a text file. */
    private static final String SEPARATOR = "<|endoftext|>";

    private TaskFiles() {}

    /**
     * Opens a task: multiple choice where the file ends in {@code .jsonl}, else text.
     *
     * @param limit items or documents to use at most; 0 for all
     * @param kl whether to measure the divergence from the full network as well (text only)
     * @throws InvalidInputException where the file can't be used
     */
    public static Task open(Path file, SuperNetwork network, int limit, boolean kl) {
        return TaskSpec.isMultipleChoice(file.toString())
                ? MultipleChoiceTask.read(file, network, limit)
                : TextTask.read(file, network, limit, kl);
    }

    /** The documents of a text file. */
    static List<String> documents(Path file, int limit) {
        List<String> documents = new ArrayList<>();
        StringBuilder current = new StringBuilder();
        for (String line : lines(file)) {
            if (line.strip().equals(SEPARATOR)) {
                finish(current, documents);
            } else {
                current.append(line).append('\n');
            }
        }
        finish(current, documents);
        return first(documents, limit, file, "documents (text between lines " + SEPARATOR + ")");
    }

    private static void finish(StringBuilder current, List<String> documents) {
        String text = current.toString().strip();
        if (!text.isEmpty()) {
            documents.add(text);
        }
        current.setLength(0);
    }

    /** The questions of a JSONL file. */
    static List<Question> questions(Path file, int limit) {
        List<Question> questions = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            if (!line.isBlank()) {
                questions.add(question(line, file, number));
            }
        }
        return first(questions, limit, file, "records, one JSON object a line");
    }

    private static <T> List<T> first(List<T> all, int limit, Path file, String what) {
        if (all.isEmpty()) {
            throw new InvalidInputException(file + ": has no " + what + "; an empty task can't be scored");
        }
        return limit > 0 && limit < all.size() ? List.copyOf(all.subList(0, limit)) : List.copyOf(all);
    }

    private static Question question(String line, Path file, int number) {
        String where = file + ":" + number + ": ";
        JsonNode node;
        try {
            node = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(where + "is no JSON object (" + e.getOriginalMessage() + ")", e);
        }
        JsonNode query = node.path("query");
        JsonNode choices = node.path("choices");
        JsonNode gold = node.path("gold");
        if (!query.isTextual()) {
            throw new InvalidInputException(where + "'query' must be a string, found " + describe(query));
        }
        List<String> texts = strings(choices, where);
        if (!gold.isInt() || gold.intValue() < 0 || gold.intValue() >= texts.size()) {
            throw new InvalidInputException(where + "'gold' must be the index of a choice, 0 to " + (texts.size() - 1)
                    + ", found " + describe(gold));
        }
        return new Question(query.textValue(), texts, gold.intValue(), number);
    }

    private static List<String> strings(JsonNode choices, String where) {
        List<String> texts = new ArrayList<>();
        for (JsonNode choice : choices) {
            if (!choice.isTextual() || choice.textValue().isEmpty()) {
                throw new InvalidInputException(
                        where + "'choices' must hold texts that are not empty, found " + describe(choice));
            }
            texts.add(choice.textValue());
        }
        if (!choices.isArray() || texts.size() < 2) {
            throw new InvalidInputException(
                    where + "'choices' must be a list of at least two, found " + describe(choices));
        }
        return List.copyOf(texts);
    }

    private static String describe(JsonNode node) {
        return node.isMissingNode() ? "nothing" : node.toString();
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            throw new InvalidInputException(file + ": this task file does not exist", e);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(file + ": is not UTF-8 text; convert it first", e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": can't be read (" + e.getMessage() + ")", e);
        }
    }
}
