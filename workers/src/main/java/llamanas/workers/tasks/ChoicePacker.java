package llamanas.workers.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns the choices of one question into rows of a batch. Choices usually share a long prefix - the question - which then
 * runs once: one row holds the prefix and after it every choice as a branch that sees the prefix and itself. Positions
 * continue from the prefix in each branch, so the function is the same as that of separate sequences.
 */
final class ChoicePacker {
    /** Share only where it saves at least this part of the tokens; below, the mask costs more than it brings. */
    private static final double WORTH = 0.1;

    private ChoicePacker() {}

    /**
     * A choice as the model reads it.
     *
     * @param input context and continuation without the last token, cut on the left to the model's context
     * @param continuation the tokens to score
     */
    @SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
    record Choice(int[] input, int[] continuation) {
        /** Index in {@code input} of the token that predicts continuation token {@code i}. */
        int row(int i) {
            return input.length - continuation.length + i;
        }
    }

    /**
     * @param firstOwner owner of the first choice; the others follow
     */
    static List<Sequence> pack(List<Choice> choices, int firstOwner) {
        int prefix = commonPrefix(choices);
        int separate = choices.stream().mapToInt(c -> c.input().length).sum();
        int saved = prefix * (choices.size() - 1);
        if (saved >= WORTH * separate) {
            return List.of(shared(choices, prefix, separate - saved, firstOwner));
        }
        List<Sequence> sequences = new ArrayList<>();
        for (int c = 0; c < choices.size(); c++) {
            sequences.add(alone(choices.get(c), firstOwner + c));
        }
        return sequences;
    }

    private static int commonPrefix(List<Choice> choices) {
        int[] first = choices.get(0).input();
        int common = first.length;
        for (Choice choice : choices) {
            int mismatch = Arrays.mismatch(first, choice.input());
            common = mismatch < 0 ? common : Math.min(common, mismatch);
        }
        return common;
    }

    private static Sequence alone(Choice choice, int owner) {
        int[] rows = new int[choice.continuation().length];
        int[] owners = new int[rows.length];
        Arrays.setAll(rows, choice::row);
        Arrays.fill(owners, owner);
        return Sequence.plain(choice.input(), rows, choice.continuation(), owners);
    }

    private static Sequence shared(List<Choice> choices, int prefix, int length, int firstOwner) {
        int scored = choices.stream().mapToInt(c -> c.continuation().length).sum();
        Sequence made = new Sequence(
                Arrays.copyOf(choices.get(0).input(), length),
                new int[length],
                new int[length],
                new int[scored],
                new int[scored],
                new int[scored]);
        Arrays.setAll(made.positions(), i -> i);
        Arrays.fill(made.branches(), 0, prefix, 0);
        int at = prefix;
        int row = 0;
        for (int c = 0; c < choices.size(); c++) {
            Choice choice = choices.get(c);
            int own = choice.input().length - prefix;
            System.arraycopy(choice.input(), prefix, made.ids(), at, own);
            Arrays.fill(made.branches(), at, at + own, c + 1);
            for (int i = 0; i < own; i++) {
                made.positions()[at + i] = prefix + i;
            }
            for (int i = 0; i < choice.continuation().length; i++, row++) {
                int index = choice.row(i);
                made.rows()[row] = index < prefix ? index : at + index - prefix;
                made.targets()[row] = choice.continuation()[i];
                made.owners()[row] = firstOwner + c;
            }
            at += own;
        }
        return made;
    }
}
