package llamanas.workers.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.TaskSpec;
import llamanas.workers.elastic.SuperNetwork;

/** Reads task files; what can't be used is refused with its file and line. */
public final class TaskFiles {
    private TaskFiles() {}

    /**
     * Opens a task: multiple choice where the file ends in {@code .jsonl}, else text.
     *
     * @param limit items or documents to use at most; 0 for all
     * @param kl whether to measure the divergence from the full network as well (text only)
     * @throws InvalidInputException where the file can't be used
     */
    public static Task open(Path file, SuperNetwork network, int limit, boolean kl) {
        return open(file, network, limit, kl, TaskSpec.DELIMITER);
    }

    /**
     * The same.
     *
     * @param delimiter what stands between a question and each of its choices
     */
    public static Task open(Path file, SuperNetwork network, int limit, boolean kl, String delimiter) {
        return TaskSpec.isMultipleChoice(file.toString())
                ? MultipleChoiceTask.read(file, network, limit, delimiter)
                : TextTask.read(file, network, limit, kl);
    }

    /** The documents of a text file, the first {@code limit} of them where that is above 0. */
    static List<String> documents(Path file, int limit) {
        return first(TextFiles.documents(file), limit);
    }

    /** The questions of a JSONL file. */
    static List<Question> questions(Path file, int limit) {
        List<Question> questions = new ArrayList<>();
        int number = 0;
        for (String line : TextFiles.lines(file)) {
            number++;
            if (!WhiteSpace.isBlank(line)) {
                questions.add(question(line, file, number));
            }
        }
        if (questions.isEmpty()) {
            throw new InvalidInputException(file + ": has no records, one JSON object a line");
        }
        return first(questions, limit);
    }

    private static <T> List<T> first(List<T> all, int limit) {
        return limit > 0 && limit < all.size() ? List.copyOf(all.subList(0, limit)) : List.copyOf(all);
    }

    private static Question question(String line, Path file, int number) {
        String where = file + ":" + number + ": ";
        JsonNode node = JsonRecords.line(line, file, number);
        JsonNode query = node.path("query");
        JsonNode choices = node.path("choices");
        JsonNode gold = node.path("gold");
        if (!query.isTextual()) {
            throw new InvalidInputException(where + "'query' must be a string, found " + JsonRecords.shown(query));
        }
        List<String> texts = strings(choices, where);
        if (!gold.isInt() || gold.intValue() < 0 || gold.intValue() >= texts.size()) {
            throw new InvalidInputException(where + "'gold' must be the index of a choice, 0 to " + (texts.size() - 1)
                    + ", found " + JsonRecords.shown(gold));
        }
        return new Question(query.textValue(), texts, gold.intValue(), number);
    }

    private static List<String> strings(JsonNode choices, String where) {
        List<String> texts = new ArrayList<>();
        for (JsonNode choice : choices) {
            if (!choice.isTextual() || choice.textValue().isEmpty()) {
                throw new InvalidInputException(
                        where + "'choices' must hold texts that are not empty, found " + JsonRecords.shown(choice));
            }
            texts.add(choice.textValue());
        }
        if (!choices.isArray() || texts.size() < 2) {
            throw new InvalidInputException(
                    where + "'choices' must be a list of at least two, found " + JsonRecords.shown(choices));
        }
        return List.copyOf(texts);
    }
}
