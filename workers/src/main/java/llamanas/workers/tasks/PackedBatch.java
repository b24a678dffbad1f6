package llamanas.workers.tasks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import llamanas.workers.llama.Batch;

/**
 * Sequences of one forward pass with the rows to score, as flat indices.
 *
 * @param rows flat indices into batch x sequence
 * @param targets the token after each row
 * @param owners who gets each row's log-probability
 */
@SuppressWarnings("ArrayRecordComponent") // numbers on their way to native code; nobody compares them
record PackedBatch(Batch batch, long[] rows, long[] targets, int[] owners) {
    /** Tokens of a batch, padding included: enough to keep the matrix products busy, small enough for the caches. */
    private static final int BATCH_TOKENS = 2048;

    /**
     * Packs sequences, the longest first, so that there is little padding and the largest batch, which decides the memory,
     * comes first. Depends on nothing but the sequences: the same data always makes the same batches and so the same sums.
     */
    static List<PackedBatch> pack(List<Sequence> sequences) {
        List<Sequence> sorted = sequences.stream()
                .sorted(Comparator.comparing(Sequence::branched)
                        .thenComparing(Comparator.comparingInt(Sequence::length).reversed()))
                .toList();
        List<PackedBatch> batches = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= sorted.size(); i++) {
            if (i == sorted.size() || isFull(sorted, start, i)) {
                batches.add(of(sorted.subList(start, i)));
                start = i;
            }
        }
        return List.copyOf(batches);
    }

    /** Whether the batch from {@code start} on has no place for sequence {@code next}. */
    private static boolean isFull(List<Sequence> sorted, int start, int next) {
        Sequence first = sorted.get(start);
        return (next - start + 1) * first.length() > BATCH_TOKENS
                || sorted.get(next).branched() != first.branched();
    }

    private static PackedBatch of(List<Sequence> sequences) {
        int length = sequences.get(0).length();
        boolean branched = sequences.get(0).branched();
        int[] ids = new int[sequences.size() * length];
        int[] positions = new int[branched ? ids.length : 0];
        int[] branches = new int[positions.length];
        // Padding is a branch of its own: it sees itself, and nobody sees it.
        Arrays.fill(branches, -1);
        int scored = sequences.stream().mapToInt(s -> s.rows().length).sum();
        long[] rows = new long[scored];
        long[] targets = new long[scored];
        int[] owners = new int[scored];
        int at = 0;
        for (int i = 0; i < sequences.size(); i++) {
            Sequence sequence = sequences.get(i);
            int offset = i * length;
            System.arraycopy(sequence.ids(), 0, ids, offset, sequence.length());
            if (branched) {
                System.arraycopy(sequence.positions(), 0, positions, offset, sequence.length());
                System.arraycopy(sequence.branches(), 0, branches, offset, sequence.length());
            }
            for (int r = 0; r < sequence.rows().length; r++, at++) {
                rows[at] = (long) offset + sequence.rows()[r];
                targets[at] = sequence.targets()[r];
                owners[at] = sequence.owners()[r];
            }
        }
        return new PackedBatch(new Batch(sequences.size(), length, ids, positions, branches), rows, targets, owners);
    }
}
