package llamanas.workers.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.llama.LlamaConfig;
import llamanas.workers.llama.Tokenizer;
import llamanas.workers.tasks.DataDigest;

/**
 * What a super-network is trained on: documents, packed into blocks of tokens (see {@link BlockPacker}), in a part for
 * training and one that is held out (see {@link HeldOut}).
 *
 * @param train what is trained on; at least one block that the text fills
 * @param heldOut about 2 % of the documents, for the loss on text that is not trained on; empty where the corpus has fewer
 *     than ten documents
 * @param leftOut instructions that are so long that nothing of their answers fits into a block
 * @param hash of the content: all files in their order, or all documents of text that a model wrote; 16 hex digits
 */
public record Corpus(Blocks train, Blocks heldOut, long leftOut, String hash) {
    /** What a token may take of Java's heap while a corpus is read: its text, and its id. */
    private static final long BYTES_A_TOKEN = 12;

    /** Share of the heap that a corpus may take. */
    private static final double HEAP_SHARE = 0.5;

    /**
     * Reads files: {@code .txt} with documents between lines {@code <|endoftext|>}, {@code .jsonl} and {@code .json} with
     * texts or Alpaca's instructions. All of it is held in memory, 4 bytes a token and, while it is read, the text.
     *
     * @param block tokens of a block; at most the model's context
     * @param progress documents done, of how many
     * @throws InvalidInputException where a file can't be used, where there is not a block of text, or where there is so
     *     much that half of Java's heap can't hold it
     */
    public static Corpus read(
            List<Path> files, Tokenizer tokenizer, LlamaConfig config, int block, Consumer<PrepareProgress> progress) {
        DataDigest digest = new DataDigest();
        List<Example> examples = new ArrayList<>();
        for (Path file : files) {
            examples.addAll(ExampleFiles.read(file));
            digest.add(file);
        }
        HeldOut<Example> sides = HeldOut.split(
                examples, example -> new DataDigest().add(example.whole()).bits());
        CorpusBuilder builder = new CorpusBuilder(files.toString(), config, block, most());
        ExampleEncoder encoder = new ExampleEncoder(tokenizer, config);
        builder.reporting(progress, examples.size());
        encoder.encode(sides.train(), builder::train);
        encoder.encode(sides.heldOut(), builder::heldOut);
        return builder.build(digest.hex());
    }

    /**
     * Text that is in tokens already, such as what a model wrote.
     *
     * @param documents each from BOS on, with EOS where it has an end
     * @param block tokens of a block; at most the model's context
     * @throws InvalidInputException where there is not a block of text, or more than half of Java's heap can hold
     */
    public static Corpus of(List<int[]> documents, LlamaConfig config, int block) {
        DataDigest digest = new DataDigest();
        documents.forEach(digest::add);
        HeldOut<int[]> sides =
                HeldOut.split(documents, ids -> new DataDigest().add(ids).bits());
        CorpusBuilder builder = new CorpusBuilder("text that the model wrote", config, block, most());
        builder.train(sides.train().stream().map(Document::text).toList());
        builder.heldOut(sides.heldOut().stream().map(Document::text).toList());
        return builder.build(digest.hex());
    }

    private static long most() {
        return (long) (Runtime.getRuntime().maxMemory() * HEAP_SHARE) / BYTES_A_TOKEN;
    }
}
