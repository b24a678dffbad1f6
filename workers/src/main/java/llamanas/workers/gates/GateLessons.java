package llamanas.workers.gates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.Randomness;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Lesson;

/** Token sequences in batches of about equal length, in another random order in each pass over them. */
final class GateLessons {
    private static final int[] PLAIN = {};

    private final List<Lesson> lessons = new ArrayList<>();
    private final long seed;

    /**
     * @param sequences each predicts its own next tokens
     * @param tokens of a batch at most, padding included, unless one sequence alone is longer
     * @throws InvalidInputException where there is no token to predict
     */
    GateLessons(List<int[]> sequences, int tokens, long seed) {
        this.seed = seed;
        List<int[]> sorted = sequences.stream()
                .filter(ids -> ids.length > 1)
                .sorted(Comparator.comparingInt((int[] ids) -> ids.length).reversed())
                .toList();
        if (sorted.isEmpty()) {
            throw new InvalidInputException("gates: found no tokens to predict; they are trained on text, give some");
        }
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || (i - start + 1) * sorted.get(start).length > tokens) {
                lessons.add(lesson(sorted.subList(start, i)));
                start = i;
            }
        }
    }

    private static Lesson lesson(List<int[]> sequences) {
        int length = sequences.get(0).length;
        int scored = sequences.stream().mapToInt(ids -> ids.length - 1).sum();
        int[] ids = new int[sequences.size() * length];
        long[] rows = new long[scored];
        long[] targets = new long[scored];
        int at = 0;
        for (int i = 0; i < sequences.size(); i++) {
            int[] sequence = sequences.get(i);
            System.arraycopy(sequence, 0, ids, i * length, sequence.length);
            for (int position = 0; position + 1 < sequence.length; position++, at++) {
                rows[at] = (long) i * length + position;
                targets[at] = sequence[position + 1];
            }
        }
        return new Lesson(new Batch(sequences.size(), length, ids, PLAIN, PLAIN), rows, targets);
    }

    /** Batches of one pass over all of them. */
    int size() {
        return lessons.size();
    }

    /** @param step from 0 on, over all passes */
    Lesson at(int step) {
        int[] order = Randomness.of(seed, step / lessons.size()).permutation(lessons.size());
        return lessons.get(order[step % lessons.size()]);
    }
}
