package llamanas.workers.train;

import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.InvalidInputException;
import llamanas.protocol.search.PrepareProgress;
import llamanas.workers.llama.LlamaConfig;

/** Packs the two sides of a corpus and refuses what can't be trained on. */
final class CorpusBuilder {
    private static final String STAGE = "reading text";
    private static final int NONE = -1;

    private final String source;
    private final LlamaConfig config;
    private final int block;
    private final long most;
    private final BlockPacker train;
    private final BlockPacker heldOut;
    private long done;
    private long total;
    private int first = NONE;
    private boolean varied;
    private Consumer<PrepareProgress> progress = step -> {};

    /**
     * @param source what the text is, for messages
     * @param most tokens that memory has room for
     * @throws InvalidInputException where a block is longer than the model's context or has no place for a target
     */
    CorpusBuilder(String source, LlamaConfig config, int block, long most) {
        if (block < 2 || block > config.maxPositions()) {
            throw new InvalidInputException("block: found " + block + " tokens, expected 2 to " + config.maxPositions()
                    + ", which is the model's context (max_position_embeddings in " + config.file() + ")");
        }
        int padding = config.eosIds().isEmpty()
                ? config.bosId().orElse(0)
                : config.eosIds().get(0);
        this.source = source;
        this.config = config;
        this.block = block;
        this.most = most;
        this.train = new BlockPacker(block, padding);
        this.heldOut = new BlockPacker(block, padding);
    }

    /** @param total documents that will come */
    void reporting(Consumer<PrepareProgress> progress, long total) {
        this.progress = progress;
        this.total = total;
    }

    void train(List<Document> documents) {
        documents.forEach(train::add);
        added(documents);
    }

    void heldOut(List<Document> documents) {
        documents.forEach(heldOut::add);
        added(documents);
    }

    private void added(List<Document> documents) {
        documents.forEach(this::look);
        done += documents.size();
        progress.accept(new PrepareProgress(STAGE, done, Math.max(done, total), Double.NaN));
        if (train.tokens() + heldOut.tokens() > most) {
            throw new InvalidInputException(source + ": has more than " + most
                    + " tokens, which is what half of Java's heap holds; give less text, or more memory (java -Xmx)");
        }
    }

    /** Whether targets differ, the ends of documents apart; text that a tokenizer does not know is one id all over. */
    private void look(Document document) {
        int[] ids = document.ids();
        for (int i = document.from(); i < ids.length && !varied; i++) {
            if (!config.eosIds().contains(ids[i])) {
                first = first == NONE ? ids[i] : first;
                varied = ids[i] != first;
            }
        }
    }

    Corpus build(String hash) {
        long leftOut = train.leftOut() + heldOut.leftOut();
        if (train.used() == 0 && leftOut > 0) {
            throw new InvalidInputException(source + ": none of the answers fits into a block of " + block
                    + " tokens behind its instruction; give a longer block");
        }
        if (train.used() < block) {
            throw new InvalidInputException(source + ": found " + train.used() + " tokens to train on ("
                    + heldOut.used() + " more are held out), expected at least one block of " + block
                    + "; give more text or a shorter block");
        }
        if (!varied) {
            throw new InvalidInputException(source + ": found no two different tokens, all are id " + first
                    + ", expected text that the model's tokenizer knows; check that they belong together");
        }
        return new Corpus(train.blocks(), heldOut.blocks(), leftOut, hash);
    }
}
