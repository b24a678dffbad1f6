package llamanas.workers.train;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import llamanas.protocol.search.PrepareProgress;
import llamanas.protocol.search.TrainSpec;
import llamanas.workers.elastic.SuperNetwork;

/** The corpus that a training asks for: its files, or text that the model writes. */
public final class TrainingText {
    private TrainingText() {}

    /**
     * Reads or writes the corpus.
     *
     * @param seed of text that the model writes
     * @throws llamanas.protocol.InvalidInputException where a file can't be used, or has not a block of text
     */
    public static Corpus of(SuperNetwork network, TrainSpec train, long seed, Consumer<PrepareProgress> progress) {
        if (train.dataFree()) {
            List<int[]> own = SelfText.generate(network, train.ownTokens(), train.block(), seed, progress);
            return Corpus.of(own, network.model().config(), train.block());
        }
        List<Path> files = train.data().stream().map(Path::of).toList();
        return Corpus.read(files, network.tokenizer(), network.model().config(), train.block(), progress);
    }
}
