package llamanas.workers.train;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import llamanas.workers.llama.Batch;
import llamanas.workers.llama.Lesson;

/** Blocks of a corpus as batches for the forward pass: which positions predict which tokens. */
final class Lessons {
    private final Blocks blocks;
    private final int size;

    /** @param size blocks of a batch */
    Lessons(Blocks blocks, int size) {
        this.blocks = blocks;
        this.size = size;
    }

    /** The batch that begins at a position of an order. */
    Lesson at(BlockOrder order, long position) {
        return of(
                LongStream.range(position, position + size).mapToInt(order::at).toArray());
    }

    /** All blocks up to a number, each once, in their own order. */
    List<Lesson> first(int most) {
        List<Lesson> lessons = new ArrayList<>();
        int count = Math.min(most, blocks.size());
        for (int start = 0; start < count; start += size) {
            lessons.add(of(IntStream.range(start, Math.min(count, start + size)).toArray()));
        }
        return lessons;
    }

    private Lesson of(int[] numbers) {
        int length = blocks.block();
        int[] ids = new int[numbers.length * length];
        LongStream.Builder rows = LongStream.builder();
        LongStream.Builder targets = LongStream.builder();
        for (int i = 0; i < numbers.length; i++) {
            TrainingBlock block = blocks.get(numbers[i]);
            System.arraycopy(block.ids(), 0, ids, i * length, length);
            for (int at = 1; at < length; at++) {
                if (block.counted()[at]) {
                    rows.add((long) i * length + at - 1);
                    targets.add(block.ids()[at]);
                }
            }
        }
        Batch batch = new Batch(numbers.length, length, ids, new int[0], new int[0]);
        return new Lesson(batch, rows.build().toArray(), targets.build().toArray());
    }
}
