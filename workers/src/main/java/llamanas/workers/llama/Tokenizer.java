package llamanas.workers.llama;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import llamanas.protocol.InvalidInputException;

/**
 * Text to token ids and back, by the tokenizer.json of a checkpoint (Hugging Face tokenizers, through DJL). Nothing is cut
 * or padded, whatever the file says. May be used from several threads; {@link #close} only when none of them is left.
 */
public final class Tokenizer implements AutoCloseable {
    /** Name of the file in a checkpoint folder. */
    public static final String FILE = "tokenizer.json";

    private static final Map<String, String> OPTIONS =
            Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");
    private static final int REPLACEMENT = 0xFFFD;

    private final HuggingFaceTokenizer tokenizer;
    private final int bosId;

    private Tokenizer(HuggingFaceTokenizer tokenizer, int bosId) {
        this.tokenizer = tokenizer;
        this.bosId = bosId;
    }

    /**
     * Opens the tokenizer of a checkpoint folder.
     *
     * @throws InvalidInputException where the file is missing or malformed, or does not fit the config's vocabulary
     */
    public static Tokenizer open(Path folder, LlamaConfig config) {
        Path file = folder.resolve(FILE);
        TokenizerVocabulary.check(file, config);
        try (InputStream in = Files.newInputStream(file)) {
            return new Tokenizer(HuggingFaceTokenizer.newInstance(in, OPTIONS), config.bosId());
        } catch (IOException | RuntimeException e) {
            throw new InvalidInputException(file + ": not a tokenizer that can be used: " + e.getMessage(), e);
        }
    }

    /** The id that a text starts with. */
    public int bosId() {
        return bosId;
    }

    /** The ids of a text alone, without BOS. */
    public long[] encode(String text) {
        return tokenizer.encode(wellFormed(text), false, false).getIds();
    }

    /** BOS and the ids of a text. */
    public long[] encodeWithBos(String text) {
        return withBos(encode(text));
    }

    /** The ids of several texts, each without BOS; faster than one at a time. */
    public List<long[]> encodeAll(List<String> texts) {
        String[] wellFormed = texts.stream().map(Tokenizer::wellFormed).toArray(String[]::new);
        return wellFormed.length == 0
                ? List.of()
                : Arrays.stream(tokenizer.batchEncode(wellFormed, false, false))
                        .map(Encoding::getIds)
                        .toList();
    }

    /** The text of some ids, without BOS, EOS and other special tokens. */
    public String decode(long[] ids) {
        return tokenizer.decode(ids, true);
    }

    /** The given ids behind BOS. */
    public long[] withBos(long[] ids) {
        long[] all = new long[ids.length + 1];
        all[0] = bosId;
        System.arraycopy(ids, 0, all, 1, ids.length);
        return all;
    }

    /** A Java string can hold half a surrogate pair, which no UTF-8 text can; it becomes U+FFFD, as in any decoder. */
    private static String wellFormed(String text) {
        if (text.codePoints().noneMatch(Tokenizer::isHalf)) {
            return text;
        }
        int[] points = text.codePoints().map(p -> isHalf(p) ? REPLACEMENT : p).toArray();
        return new String(points, 0, points.length);
    }

    private static boolean isHalf(int codePoint) {
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
